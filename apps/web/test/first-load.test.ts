import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { describe, expect, it } from '@jest/globals'

/** What `pnpm test` built. */
const DIST = join(import.meta.dirname, 'dist')
/** What the console promises of its first page. */
const LIMIT = 200_000

describe('the script of the first load', () => {
  it.each(['overview', 'login'])('is at most 200 KB gzipped with the page %s', async (page) => {
    const scripts = await reachable([...(await entries()), await chunk(page)])
    const sizes = await Promise.all(scripts.map(sizeOf))
    const sum = sizes.reduce((all, [, bytes]) => all + bytes, 0)
    // With its parts, so that whoever goes beyond sees which one grew.
    expect(sum > LIMIT ? sizes.toSorted(([, a], [, b]) => b - a) : []).toEqual([])
  })
})

/** The scripts that the page itself names. */
async function entries(): Promise<string[]> {
  const html = await readFile(join(DIST, 'index.html'), 'utf8')
  const tags = html.match(/<(?:script|link)\b[^>]*>/gu) ?? []
  return tags.flatMap((tag) => /\b(?:src|href)="\/([^"]+\.js)"/u.exec(tag)?.[1] ?? [])
}

/** The chunk that the entry loads for the route of a page. */
async function chunk(page: string): Promise<string> {
  for (const script of await entries()) {
    const name = new RegExp(`\\b${page}-[\\w-]+\\.js`, 'u').exec(await read(script))?.[0]
    if (name !== undefined) return `assets/${name}`
  }
  throw new Error(`no chunk is called ${page}`)
}

/** These and what they import, each once; what is imported when it is needed is not among them. */
async function reachable(from: readonly string[]): Promise<string[]> {
  const found = new Set(from)
  for (const script of found)
    for (const [, name] of (await read(script)).matchAll(IMPORT)) found.add(`assets/${name}`)
  return [...found]
}

const IMPORT = /\b(?:from|import)\s*["']\.\/([^"']+\.js)["']/gu

async function sizeOf(script: string): Promise<readonly [string, number]> {
  return [script, gzipSync(await read(script), { level: 9 }).length]
}

function read(script: string): Promise<string> {
  return readFile(join(DIST, script), 'utf8')
}
