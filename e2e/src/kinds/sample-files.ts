import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { parseAllDocuments } from 'yaml'
import { z } from 'zod'

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
  status: z.looseObject({}).nullish(),
})
export type SampleObject = z.infer<typeof objectSchema>

const crdSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.object({
    group: z.string(),
    scope: z.enum(['Namespaced', 'Cluster']),
    names: z.object({ plural: z.string(), kind: z.string() }),
    versions: z.array(
      z.object({
        name: z.string(),
        subresources: z.looseObject({ status: z.unknown().optional() }).optional(),
      }),
    ),
  }),
})

/** A definition, as far as loading objects of it needs it, and as the file has it. */
export interface SampleDefinition {
  readonly document: object
  readonly name: string
  readonly group: string
  readonly resource: string
  readonly kind: string
  readonly namespaced: boolean
  /** The versions whose status is written apart from the rest. */
  readonly statusVersions: ReadonlySet<string>
}

/** A file of objects. Those of `create-only` are not as a strict server takes them. */
export interface SampleFile {
  readonly path: string
  readonly strict: boolean
  readonly objects: readonly SampleObject[]
}

export function readDefinitions(folder: string): readonly SampleDefinition[] {
  return filesIn(folder, 'crds').flatMap((path) =>
    documentsOf(folder, path).map((document) => {
      const { metadata, spec } = crdSchema.parse(document)
      const withStatus = spec.versions.filter(({ subresources }) => subresources?.status)
      return {
        document: z.looseObject({}).parse(document),
        name: metadata.name,
        group: spec.group,
        resource: spec.names.plural,
        kind: spec.names.kind,
        namespaced: spec.scope === 'Namespaced',
        statusVersions: new Set(withStatus.map(({ name }) => name)),
      }
    }),
  )
}

export function readSamples(folder: string): readonly SampleFile[] {
  return ['resources', 'create-only'].flatMap((part) =>
    filesIn(folder, part).map((path) => ({
      path,
      strict: part === 'resources',
      objects: documentsOf(folder, path).map((document) => objectSchema.parse(document)),
    })),
  )
}

function filesIn(folder: string, part: string): readonly string[] {
  return globSync(`${part}/**/*.{yaml,yml,json}`, { cwd: folder }).toSorted()
}

function documentsOf(folder: string, path: string): readonly unknown[] {
  return parseAllDocuments(readFileSync(join(folder, path), 'utf8'))
    .map((document): unknown => document.toJS({ maxAliasCount: -1 }))
    .filter((document) => document !== null && document !== undefined)
}
