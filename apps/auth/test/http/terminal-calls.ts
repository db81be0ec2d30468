import { createHash } from 'node:crypto'

import {
  deviceBegunSchema,
  loginCodeSchema,
  type DeviceBegun,
} from '@argus/contracts/http/terminal-logins'

import type { TestAuth } from '../auth-service.ts'
import { post, type Answer, type Fields } from '../client.ts'
import { as } from './second-factors.ts'

export const VERIFIER = 'a-verifier-of-a-terminal-that-is-long-enough'
export const REDIRECT = 'http://127.0.0.1:41234/callback'

export const challengeOf = (verifier: string): string =>
  createHash('sha256').update(verifier).digest('base64url')

/** What the page of the console sends once a person has said yes. */
export const allowTerminal = (auth: TestAuth, token: string, more: object = {}): Promise<Answer> =>
  as(auth, token).post('/api/auth/authorize', {
    client: 'argus-cli',
    redirect_uri: REDIRECT,
    code_challenge: challengeOf(VERIFIER),
    terminal: 'anna@laptop',
    ...more,
  })

export const codeOf = (answer: Answer): string => loginCodeSchema.parse(answer.json()).code

interface Shown {
  readonly code: string
  readonly code_verifier?: string
  readonly redirect_uri?: string
}

/** As a terminal sends it. */
export const exchangeCode = (auth: TestAuth, shown: Shown, headers: Fields = {}): Promise<Answer> =>
  post(
    `${auth.service.url}/api/auth/authorize/token`,
    { code_verifier: VERIFIER, redirect_uri: REDIRECT, ...shown },
    { 'user-agent': 'argus/1.2.3 (linux)', ...headers },
  )

/** A terminal that begins to wait. */
export async function beginDevice(auth: TestAuth, terminal?: string): Promise<DeviceBegun> {
  const body = terminal === undefined ? {} : { terminal }
  const headers = { 'user-agent': 'argus/1.2.3 (linux)' }
  return deviceBegunSchema.parse(
    (await post(`${auth.service.url}/api/auth/device`, body, headers)).json(),
  )
}

export const pollWith = (auth: TestAuth, deviceCode: string): Promise<Answer> =>
  post(
    `${auth.service.url}/api/auth/device/token`,
    { device_code: deviceCode },
    { 'user-agent': 'argus/1.2.3 (linux)' },
  )
