import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { inRepository } from '@argus/constellation/repository'
import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'

const configSchema = z.strictObject({
  extends: z.string(),
  compilerOptions: z.looseObject({}).optional(),
  include: z.array(z.string()),
  exclude: z.array(z.string()).optional(),
})
const manifestSchema = z.looseObject({
  name: z.string(),
  scripts: z.record(z.string(), z.string()),
})

const read = <T extends z.ZodType>(schema: T, path: string): z.infer<T> =>
  schema.parse(JSON.parse(readFileSync(inRepository(path), 'utf8').replaceAll(/^\/\/.*$/gm, '')))

const whole = read(configSchema, 'tsconfig.json')
const members = globSync(['{apps,packages}/*/tsconfig.json', '{charts,e2e,bench}/tsconfig.json'], {
  cwd: inRepository('.'),
})
  .toSorted()
  .map((path) => ({ folder: dirname(path), config: read(configSchema, path) }))

/** A program of its own has who is compiled otherwise than the rest. */
const isApart = ({ config }: (typeof members)[number]): boolean =>
  config.compilerOptions !== undefined

describe('make check', () => {
  it('reads the types of every member that is compiled as the rest in the one program of all', () => {
    const together = members.filter((member) => !isApart(member))
    expect(together.length).toBeGreaterThan(15)
    const missed = together.flatMap(({ folder, config }) =>
      config.include
        .map((part) => join(folder, part))
        .filter((path) => !whole.include.some((pattern) => matches(path, pattern))),
    )
    expect(missed).toEqual([])
    expect(whole.exclude).toEqual(['**/node_modules', '**/dist', 'apps/web'])
  })

  it('reads those of every other member in a program of its own', () => {
    const { scripts } = read(manifestSchema, 'package.json')
    const named = [...(scripts['typecheck'] ?? '').matchAll(/--filter=(\S+)/g)].map(
      ([, name = '']) => name,
    )
    const apart = members.filter(isApart).map(({ folder }) => {
      const { name, scripts: own } = read(manifestSchema, join(folder, 'package.json'))
      expect([folder, own['typecheck']]).toEqual([folder, 'tsc'])
      return name
    })
    expect(named.toSorted()).toEqual(apart.toSorted())
    expect(scripts['check']).toContain('pnpm typecheck')
  })
})

/** Whether a folder is one that a pattern names; a star stands for one part. */
function matches(folder: string, pattern: string): boolean {
  return new RegExp(`^${pattern.replaceAll('*', '[^/]+')}$`).test(folder)
}
