import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'

import { EnvironmentError, list, mode, port, readEnv } from '../src/env.ts'

const schema = z.object({ PORT: port, ORIGINS: list, MODE: mode, KEY: z.string().min(8) })

describe('the environment of a service', () => {
  it('is read into types', () => {
    const env = { PORT: '8080', ORIGINS: 'http://a, http://b,', KEY: 'longenough' }
    expect(readEnv(schema, env)).toEqual({
      PORT: 8080,
      ORIGINS: ['http://a', 'http://b'],
      MODE: 'production',
      KEY: 'longenough',
    })
  })

  it('names every variable that is wrong, and prints no value', () => {
    const read = (): unknown => readEnv(schema, { PORT: '99999', ORIGINS: '', KEY: 'hunter2' })
    expect(read).toThrow(EnvironmentError)
    expect(read).toThrow(/PORT[\s\S]*ORIGINS[\s\S]*KEY/)
    expect(read).not.toThrow(/hunter2/)
  })

  it('takes an empty variable for an absent one', () =>
    expect(readEnv(z.object({ MODE: mode }), { MODE: '' })).toEqual({ MODE: 'production' }))
})
