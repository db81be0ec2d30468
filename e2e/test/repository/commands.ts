import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'

import { filesOf, root, textOf } from './files.ts'
import { targetNames } from './makefile.ts'

/** What a text tells to run that is not there: targets of make, scripts of pnpm, files of the repository. */
export function lostCommands(text: string): string[] {
  const lines = text
    .replaceAll(/\\\n\s*/gu, ' ')
    .replaceAll(/ # .*$/gmu, '')
    .split('\n')
  return lines.flatMap((line) => line.split(/&&|\|\||[;|]/u).flatMap((part) => lostIn(part.trim())))
}

function lostIn(command: string): string[] {
  const words = command.replaceAll(/["']/gu, '').split(/\s+/u)
  return [...lostTargets(words), ...lostScripts(words), ...lostFiles(words)]
}

function lostTargets(words: readonly string[]): string[] {
  const [program, ...rest] = words.filter((word) => word !== 'env' && !isAssignment(word))
  if (program !== 'make') return []
  const asked = rest.filter((word) => /^[a-z][a-z-]*$/u.test(word))
  return asked.filter((name) => !targetNames.has(name)).map((name) => `make ${name}`)
}

function lostScripts(words: readonly string[]): string[] {
  const [program, ...rest] = words.filter((word) => word !== 'env' && !isAssignment(word))
  if (program !== 'pnpm') return []
  const named = rest.flatMap((word, at) => (rest[at - 1] === '--filter' ? [word] : []))
  const folders = named.length === 0 ? [''] : named.map((name) => members().get(name))
  const [verb, script] = rest.filter(
    (word, at) => !word.startsWith('-') && rest[at - 1] !== '--filter',
  )
  const wanted = verb === 'run' ? script : verb
  if (wanted === undefined || PNPM_ITSELF.has(wanted)) return []
  return folders.flatMap((folder, at) => {
    if (folder === undefined) return [`pnpm --filter ${named[at] ?? ''}`]
    return scriptsOf(folder).has(wanted) ? [] : [`pnpm ${wanted} in ${folder || 'the root'}`]
  })
}

function lostFiles(words: readonly string[]): string[] {
  const paths = words.map((word) => word.replace(/^\.\//u, '').replace(/[,.:)]+$/u, ''))
  return paths.filter((path) => OUR_FOLDER.test(path) && !isPattern(path) && !isThere(path))
}

function isThere(path: string): boolean {
  return path.includes('*')
    ? globSync(path, { cwd: root }).length > 0
    : existsSync(join(root, path))
}

/** A name that stands for others: `apps/<app>/test`, `migrations/NNN_name.up.sql`, `$SAMPLES`. */
function isPattern(path: string): boolean {
  return /[<>${}…]|NNN/u.test(path)
}

function isAssignment(word: string): boolean {
  return /^[A-Z_]+=/u.test(word)
}

function members(): ReadonlyMap<string, string> {
  const manifests = filesOf('{apps,packages}/*/package.json', '{charts,e2e,bench}/package.json')
  return new Map(manifests.map((path) => [nameIn(path), path.replace('/package.json', '')]))
}

function nameIn(manifest: string): string {
  return /"name": "([^"]+)"/u.exec(textOf(manifest))?.[1] ?? ''
}

function scriptsOf(folder: string): ReadonlySet<string> {
  const manifest: unknown = JSON.parse(textOf(join(folder, 'package.json')))
  const found = Object.entries(Object(manifest)).find(([key]) => key === 'scripts')
  return new Set(Object.keys(Object(found?.[1])))
}

/** With a folder below or an ending: `apps/deployments` is a resource of Kubernetes. */
const OUR_FOLDER =
  /^(?:\.ci\/[\w-]+$|(?:\.github|apps|bench|charts|compose|docs|e2e|jenkins|migrations|packages|scripts|tools)\/(?:[\w*<>${}…-]+[/.])[\w./*<>${}…-]*$)/u
const PNPM_ITSELF = new Set(['install', 'exec', 'add', 'up', 'audit'])
