import type { Statement } from './statement-recorder.ts'

/** A Session's newest refresh token, and what it says. */
export interface Chain {
  token: string
  jti: string
  readonly sid: string
}

/** The transaction of one refresh as auth made it, and which ids it was about. */
export interface Recording {
  readonly statements: readonly Statement[]
  readonly recorded: { readonly jti: string; readonly successor: string; readonly sid: string }
}

/** One measurement. */
export type Job = { readonly seconds: number } & (
  | { readonly type: 'refresh'; readonly url: string; readonly chains: readonly Chain[] }
  | {
      readonly type: 'bare transactions'
      readonly databaseUrl: string
      readonly chains: readonly Chain[]
      readonly recording: Recording
    }
  | { readonly type: 'login'; readonly url: string; readonly emails: readonly string[] }
  | { readonly type: 'bare hashes'; readonly phc: string }
  | { readonly type: 'verification' }
  | { readonly type: 'bare verification' }
)

/** How often it was done in a second; chains as they are now. */
export interface Result {
  readonly perSecond: number
  readonly chains?: readonly Chain[]
}
