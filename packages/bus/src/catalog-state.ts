import { STILL_MS } from './timing.ts'

/** What a reader of the directory knows of its revision; there is none before the directory was ever written. */
export type CatalogState =
  | { readonly phase: 'unread' }
  | { readonly phase: 'read'; readonly revision: string | undefined }
  /** Redis has lost it. What was read stays true until it is written again, and stands still at `seen`. */
  | { readonly phase: 'lost'; readonly revision: string; readonly seen: Seen | undefined }

/** A revision, and when a check found it first. */
interface Seen {
  readonly revision: string
  readonly since: number
}

export type CatalogInput =
  | { readonly type: 'announced' }
  /** `asked`: the revision that was known when the question was sent. */
  | {
      readonly type: 'checked'
      readonly revision: string | undefined
      readonly asked: string | undefined
    }

/** What an announcement or a check makes of it at a time, and whether to read. */
export function onCatalogInput(
  state: CatalogState,
  input: CatalogInput,
  now: number,
): { readonly state: CatalogState; readonly read: boolean } {
  switch (state.phase) {
    case 'unread':
      return { state, read: true }
    case 'read':
      if (input.type === 'announced') return { state, read: true }
      if (input.revision !== undefined) return { state, read: input.revision !== state.revision }
      // Asked before it was first written, the answer says nothing about what was read since.
      if (input.asked !== state.revision) return { state, read: false }
      return { state: onCatalogRead(state, undefined).state, read: false }
    case 'lost':
      if (input.type === 'announced') return { state, read: false }
      if (input.revision === undefined || input.revision !== state.seen?.revision) {
        const { revision } = input
        const seen = revision === undefined ? undefined : { revision, since: now }
        return { state: { ...state, seen }, read: false }
      }
      if (now - state.seen.since < STILL_MS) return { state, read: false }
      return { state: { phase: 'read', revision: state.revision }, read: true }
  }
}

/** What reading it at a revision makes of it, and whether what was read is new. */
export function onCatalogRead(
  state: CatalogState,
  revision: string | undefined,
): { readonly state: CatalogState; readonly fresh: boolean } {
  const known = knownRevision(state)
  if (known !== undefined && revision === undefined) {
    return { state: { phase: 'lost', revision: known, seen: undefined }, fresh: false }
  }
  return {
    state: { phase: 'read', revision },
    fresh: state.phase === 'unread' || revision !== known,
  }
}

/** The revision that a reader knows. */
export function knownRevision(state: CatalogState): string | undefined {
  return state.phase === 'unread' ? undefined : state.revision
}
