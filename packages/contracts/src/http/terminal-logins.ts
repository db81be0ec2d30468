import { z } from 'zod'

import type { Endpoint } from '../endpoint.ts'
import { tokensSchema } from './auth.ts'

/** The one program that may ask. A public client (RFC 8252 §8.5): the name proves nothing. */
export const TERMINAL_CLIENT = 'argus-cli'

/** What a terminal says of itself, such as `anna@laptop`: anybody may say anything, so it is shown as text and decides nothing. */
const terminalName = z.string().trim().min(1).max(64)

/**
 * Where a code may be sent: to the machine of the browser, by its number, on whatever port the terminal listens (RFC 8252
 * §7.3). A name such as `localhost` could lead elsewhere (§8.3).
 */
export const loopbackRedirect = z
  .string()
  .regex(/^http:\/\/(?:127\.0\.0\.1|\[::1\]):[1-9]\d{0,4}\/callback$/)
  .refine((text) => URL.canParse(text), { message: 'the port must be at most 65535' })

/** SHA-256 of the verifier, base64url (RFC 7636 §4.2); `plain` is not offered. */
const codeChallenge = z.string().regex(/^[\w-]{43}$/)

/** The shortest to the longest that RFC 7636 §4.1 permits. */
const codeVerifier = z.string().regex(/^[\w.~-]{43,128}$/)

/**
 * What a terminal puts into the address `/authorize` of the console. `state` comes back with the code, so that the terminal
 * takes no answer that it did not ask for.
 */
export const authorizeSearchSchema = z.object({
  client: z.literal(TERMINAL_CLIENT),
  redirect_uri: loopbackRedirect,
  state: z.string().regex(/^[\w-]{16,128}$/),
  code_challenge: codeChallenge,
  terminal: terminalName.optional(),
})
export type AuthorizeSearch = z.infer<typeof authorizeSearchSchema>

/** The code, which is exchanged once, within `expires_in` seconds. */
export const loginCodeSchema = z.object({ code: z.string(), expires_in: z.int().positive() })

/** Case, spaces and dashes do not count: people type it. */
const userCode = z.string().min(1).max(40)
const userCodeBody = z.strictObject({ user_code: userCode })

/** What a terminal without a browser waits with. `interval`: seconds between two of its questions. */
export const deviceBegunSchema = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri: z.url(),
  expires_in: z.int().positive(),
  interval: z.int().positive(),
})
export type DeviceBegun = z.infer<typeof deviceBegunSchema>

/** What asks to be let in, as far as it can be told; all of it could be made up but the address and the times. */
export const waitingDeviceSchema = z.object({
  terminal: z.string().nullable(),
  userAgent: z.string().nullable(),
  ip: z.string().nullable(),
  askedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
})
export type WaitingDevice = z.infer<typeof waitingDeviceSchema>

/** Log-ins of `argus` that a person lets in from the console: by a code sent to the same machine, or by one typed there. */
export const terminalLoginEndpoints = {
  authorize: {
    method: 'post',
    path: '/api/auth/authorize',
    summary:
      'Let in a terminal on the machine of the browser: the answer is a code that is worth something to who has the verifier, once, for a minute',
    access: { type: 'session', recent: true },
    body: authorizeSearchSchema.omit({ state: true }).strict(),
    answers: { 201: loginCodeSchema },
    refusals: ['too_many'],
  },
  exchange: {
    method: 'post',
    path: '/api/auth/authorize/token',
    summary: 'Change the code and its verifier for a session of the terminal’s own',
    access: { type: 'public' },
    body: z.strictObject({
      code: z.string().min(1).max(100),
      code_verifier: codeVerifier,
      redirect_uri: loopbackRedirect,
    }),
    answers: { 200: tokensSchema.required() },
    refusals: ['login_expired', 'too_many'],
  },
  beginDevice: {
    method: 'post',
    path: '/api/auth/device',
    summary:
      'Begin the log-in of a terminal without a browser; a person types its user code at the verification address',
    access: { type: 'public' },
    body: z.strictObject({ terminal: terminalName.optional() }),
    answers: { 200: deviceBegunSchema },
    refusals: ['too_many'],
  },
  findDevice: {
    method: 'post',
    path: '/api/auth/device/find',
    summary: 'What waits behind a user code',
    access: { type: 'session', loginOnly: true },
    body: userCodeBody,
    answers: { 200: waitingDeviceSchema },
    refusals: ['not_found', 'too_many'],
  },
  approveDevice: {
    method: 'post',
    path: '/api/auth/device/approve',
    summary: 'Let in the terminal that waits behind a user code, as the caller',
    access: { type: 'session', recent: true },
    body: userCodeBody,
    answers: { 204: 'empty' },
    refusals: ['not_found', 'too_many'],
  },
  denyDevice: {
    method: 'post',
    path: '/api/auth/device/deny',
    summary: 'Refuse the terminal that waits behind a user code',
    access: { type: 'session', loginOnly: true },
    body: userCodeBody,
    answers: { 204: 'empty' },
    refusals: ['not_found', 'too_many'],
  },
  exchangeDevice: {
    method: 'post',
    path: '/api/auth/device/token',
    summary:
      'Ask whether the terminal was let in: `authorization_pending` until then, `slow_down` where it asks too often; once it was, a session of its own',
    access: { type: 'public' },
    body: z.strictObject({ device_code: z.string().min(1).max(100) }),
    answers: { 200: tokensSchema.required() },
    refusals: ['authorization_pending', 'slow_down', 'access_denied', 'login_expired', 'too_many'],
  },
} as const satisfies Record<string, Endpoint>
