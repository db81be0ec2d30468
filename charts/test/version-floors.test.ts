import { join } from 'node:path'

import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { z } from 'zod'

import { CHART, read } from '../src/chart.ts'

/** Older ones have holes that somebody described; beside each, the worst of them. */
const FLOORS: Readonly<Record<string, string>> = {
  ws: '8.23.0', // CVE-2026-48779, CVE-2026-62389
  jsonwebtoken: '9.0.3', // CVE-2022-23539
  jws: '4.0.1', // CVE-2025-65945
  kysely: '0.29.9', // CVE-2026-33468
  '@kubernetes/client-node': '2.0.1',
  undici: '8.5.0', // CVE-2026-12151
  'jsonpath-plus': '10.3.0', // CVE-2025-1302
  express: '5.3.0', // CVE-2026-90711
  'proxy-addr': '2.0.8', // CVE-2026-90711
  'express-rate-limit': '8.2.2', // CVE-2026-30827
}

/** Not in the lock file today; the floor stands for the day when it is. */
const ABSENT = ['express-rate-limit']

const ROOT = join(CHART, '../..')
const lock = z
  .object({ packages: z.record(z.string(), z.unknown()) })
  .parse(parse(read(ROOT, 'pnpm-lock.yaml')))

describe('versions with known holes', () => {
  it.each(Object.entries(FLOORS))(
    'X-04 are not what is installed of %s (%s or later)',
    (name, floor) => {
      const versions = Object.keys(lock.packages)
        .filter((key) => key.startsWith(`${name}@`))
        .map((key) => key.slice(name.length + 1))
      expect(versions.length > 0).toBe(!ABSENT.includes(name))
      expect(versions.filter((version) => isBelow(version, floor))).toEqual([])
    },
  )

  it('X-04 are not what anything runs on', () => {
    expect(isBelow(read(ROOT, '.node-version').trim(), '26.0.0')).toBe(false)
    const { engines } = z
      .object({ engines: z.object({ node: z.string() }) })
      .parse(JSON.parse(read(ROOT, 'package.json')))
    expect(engines.node).toBe('>=24.15.0')
    // The newest of a line, which a pull brings.
    const stores = z
      .object({
        redis: z.object({ image: z.string() }),
        postgresql: z.object({ image: z.string() }),
      })
      .parse(parse(read(CHART, 'values.yaml')))
    expect(stores.redis.image).toMatch(/\/redis:7$/)
    expect(stores.postgresql.image).toMatch(/\/postgres:16$/)
  })

  it('are told from later ones by their numbers, not by their letters', () => {
    expect(isBelow('8.9.0', '8.23.0')).toBe(true)
    expect(isBelow('8.23.1', '8.23.0')).toBe(false)
    expect(isBelow('10.0.0', '9.0.3')).toBe(false)
  })
})

function isBelow(version: string, floor: string): boolean {
  const [own, least] = [version, floor].map((text) => text.split('.').map(Number))
  const at = own?.findIndex((part, index) => part !== least?.[index]) ?? -1
  return at !== -1 && (own?.[at] ?? 0) < (least?.[at] ?? 0)
}
