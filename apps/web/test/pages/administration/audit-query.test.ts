import { describe, expect, it } from '@jest/globals'

import {
  addressTime,
  auditQuery,
  fieldTime,
} from '../../../src/pages/administration/audit/audit-query.ts'

describe('the filters of the audit log', () => {
  it('go to the API as it takes them', () => {
    const search = { from: '2026-11-27T14:00:00+01:00', action: 'role.*', actor: ' a@b.c ' }
    expect(auditQuery(search)).toEqual({
      query: { from: '2026-11-27T13:00:00.000Z', action: 'role.*', actor: 'a@b.c' },
      ignored: [],
    })
  })

  it.each([
    ['outcome', 'good'],
    ['from', 'yesterday'],
    ['action', 'role%'],
  ])('leave out what does not exist, and say so: %s=%s', (name, value) => {
    expect(auditQuery({ [name]: value })).toEqual({
      query: {},
      ignored: [`The link asked for ${name}=${value}, which does not exist. It was ignored.`],
    })
  })

  it('stand in a field as the time of the chosen zone, and empty where there is none', () => {
    expect(fieldTime(undefined, 'UTC')).toBe('')
    expect(fieldTime('2026-11-27T14:05:00.000Z', 'Asia/Tokyo')).toBe('2026-11-27T23:05')
  })

  it.each([
    ['2026-11-27T23:05', 'Asia/Tokyo', '2026-11-27T14:05:00.000Z'],
    ['2026-07-01T00:30', 'America/New_York', '2026-07-01T04:30:00.000Z'],
    ['2026-03-29T01:30', 'Europe/Berlin', '2026-03-29T00:30:00.000Z'],
    ['2026-03-29T03:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25T03:30', 'Europe/Berlin', '2026-10-25T02:30:00.000Z'],
    ['', 'Europe/Berlin', undefined],
  ])('go from a field into the address: %s in %s', (text, zone, time) => {
    expect(addressTime(text, zone)).toBe(time)
    if (time !== undefined) expect(fieldTime(time, zone)).toBe(text)
  })
})
