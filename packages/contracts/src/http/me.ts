import { z } from 'zod'

import type { Endpoint } from '../endpoint.ts'

/** A name as people read it: no line ends, nothing that turns or hides the text around it. */
export const displayNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u)

/** A user, as they see themselves. */
export const profileSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  displayName: z.string(),
  createdAt: z.iso.datetime(),
  lastLoginAt: z.iso.datetime().nullable(),
  /** Whether there is one to be changed; a user of an identity provider has none here. */
  hasPassword: z.boolean(),
})
export type Profile = z.infer<typeof profileSchema>

/** How large the settings of a user may be, in bytes of JSON, and how deep. */
export const MAX_PREFERENCES_BYTES = 48 * 1_024
const MAX_DEPTH = 16

/** What the console keeps for a user: display settings and saved views. Only the console knows what they mean. */
export const settingsSchema = z
  .record(z.string(), z.unknown())
  .refine((settings) => isStorable(settings, MAX_DEPTH), {
    message: `at most ${MAX_DEPTH} levels, and no text that the database cannot hold`,
  })

export const preferencesSchema = z.object({
  settings: z.record(z.string(), z.unknown()),
  updatedAt: z.iso.datetime().nullable(),
})

/** A user about themselves. */
export const meEndpoints = {
  profile: {
    method: 'get',
    path: '/api/users/me',
    summary: "The caller's own account",
    access: { type: 'session' },
    answers: { 200: profileSchema },
  },
  changeProfile: {
    method: 'patch',
    path: '/api/users/me',
    summary: "Change the caller's own display name",
    access: { type: 'session', loginOnly: true },
    body: z.strictObject({ displayName: displayNameSchema }),
    answers: { 200: profileSchema },
  },
  preferences: {
    method: 'get',
    path: '/api/users/me/preferences',
    summary: 'The display settings and saved views of the caller',
    access: { type: 'session', loginOnly: true },
    answers: { 200: preferencesSchema },
  },
  setPreferences: {
    method: 'put',
    path: '/api/users/me/preferences',
    summary: 'Replace the display settings and saved views of the caller; the last one wins',
    access: { type: 'session', loginOnly: true },
    body: z.strictObject({ settings: settingsSchema }),
    answers: { 200: preferencesSchema },
    refusals: ['too_large'],
  },
} as const satisfies Record<string, Endpoint>

/** jsonb has no character zero and no half characters, and a reader has only so much of a stack. */
function isStorable(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return isText(value)
  if (typeof value !== 'object' || value === null) return true
  if (depth === 0) return false
  return Object.entries(value).every(([key, each]) => isText(key) && isStorable(each, depth - 1))
}

const isText = (text: string): boolean => !text.includes('\0') && text.isWellFormed()
