import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../../..')

/** Paths from the root of the repository of what the project keeps: nothing installed, built or fetched. */
export function filesOf(...patterns: readonly string[]): string[] {
  return globSync(patterns, { cwd: root, exclude: (name) => NOT_OURS.has(name) }).toSorted()
}

const NOT_OURS = new Set(['node_modules', 'dist', '.toolchain', '.argus', '.turbo', '.stryker-tmp'])

export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** Everything that tells people what to type. */
export const documents = filesOf(
  '*.md',
  '{docs,charts,compose,apps,packages,bench,e2e,jenkins,migrations,tools}/**/*.md',
)
