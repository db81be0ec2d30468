import { type PluginManifest, pluginManifestSchema } from '@argus/contracts/plugin-manifest'
import { type Document, LineCounter, isMap, isNode, isScalar, parseDocument } from 'yaml'
import type { z } from 'zod'

/** What is wrong with a manifest, and where: lines count from 1. */
export interface ManifestProblem {
  readonly file: string
  readonly line: number
  readonly reason: string
}

/** A manifest that fits, or all that is wrong with the file. */
export type ManifestReading =
  | {
      readonly type: 'read'
      readonly file: string
      readonly manifest: PluginManifest
      /** The line on which a part of the manifest stands. */
      readonly lineOf: (path: Path) => number
    }
  | { readonly type: 'refused'; readonly problems: readonly ManifestProblem[] }

type Path = readonly (string | number)[]

/** A file of an operator. `whyUnusable` says what is wrong with a column's path; `undefined`: nothing. */
export interface ManifestFile {
  readonly file: string
  readonly text: string
  readonly whyUnusable: (jsonPath: string) => string | undefined
}

/** Reads a manifest from YAML, of which JSON is a part. */
export function readManifest({ file, text, whyUnusable }: ManifestFile): ManifestReading {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineOf = (path: Path) => lines.linePos(offsetOf(document, path)).line
  const refused = (found: readonly Omit<ManifestProblem, 'file'>[]): ManifestReading => ({
    type: 'refused',
    problems: found.map((problem) => ({ file, ...problem })),
  })
  if (document.errors.length > 0) {
    return refused(
      document.errors.map(({ pos, message }) => ({
        line: lines.linePos(pos[0]).line,
        reason: `this is no YAML: ${message}`,
      })),
    )
  }
  const parsed = pluginManifestSchema.safeParse(valueOf(document))
  if (!parsed.success) return refused(parsed.error.issues.flatMap((issue) => told(issue, lineOf)))
  const unusable = columnsOf(parsed.data).flatMap(({ path, jsonPath }) => {
    const reason = whyUnusable(jsonPath)
    return reason === undefined ? [] : [{ line: lineOf(path), reason }]
  })
  if (unusable.length > 0) return refused(unusable)
  return { type: 'read', file, manifest: parsed.data, lineOf }
}

/** A document that repeats itself too often (aliases of aliases) has no value. */
function valueOf(document: Document): unknown {
  try {
    return document.toJS()
  } catch (error) {
    if (error instanceof ReferenceError) return undefined
    throw error
  }
}

/** A field that nobody knows is told on its own line, anything else where its value stands, or should stand. */
function told(
  issue: z.core.$ZodIssue,
  lineOf: (path: Path) => number,
): readonly Omit<ManifestProblem, 'file'>[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      line: lineOf([...path, key]),
      reason: `${written([...path, key])}: there is no such field`,
    }))
  }
  return [{ line: lineOf(path), reason: `${written(path)}: ${issue.message}` }]
}

function written(path: Path): string {
  return path.length === 0 ? 'the manifest' : path.join('.')
}

/** Where the key or the item at the end of a path begins; of what is missing, that which it is missing in. */
function offsetOf(document: Document, path: Path): number {
  const last = path.at(-1)
  const parent = document.getIn(path.slice(0, -1), true)
  if (last !== undefined && isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && key.value === last)
    if (pair !== undefined && isScalar(pair.key)) return pair.key.range?.[0] ?? 0
  }
  const node = last === undefined ? document.contents : document.getIn(path, true)
  if (isNode(node)) return node.range?.[0] ?? 0
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1))
}

function columnsOf({ resources }: PluginManifest) {
  return resources.flatMap(({ columns = [] }, resource) =>
    columns.map(({ jsonPath }, column) => ({
      path: ['resources', resource, 'columns', column, 'jsonPath'],
      jsonPath,
    })),
  )
}
