import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { parseAllDocuments } from 'yaml'
import { z } from 'zod'

/** Where CRDs and samples of public projects lie beside the repository, on machines that have them. */
const folder = join(import.meta.dirname, '../../../../shared/data')

export const hasRealData = existsSync(folder)

export interface RealObject {
  readonly file: string
  readonly object: Readonly<Record<string, unknown>>
}

const crdSchema = z.object({
  spec: z.object({
    group: z.string(),
    scope: z.enum(['Namespaced', 'Cluster']),
    names: z.object({ kind: z.string(), plural: z.string() }),
    versions: z.array(
      z.object({ name: z.string(), additionalPrinterColumns: z.unknown().optional() }),
    ),
  }),
})
export type RealCrd = z.infer<typeof crdSchema>

export function realCrds(): readonly RealCrd[] {
  return realObjects('crds').map(({ object }) => crdSchema.parse(object))
}

/** The sample objects, given what a server would have added. */
export function realSamples(): readonly RealObject[] {
  return ['resources', 'create-only'].flatMap(realObjects).map(({ file, object }) => {
    const metadata = z.looseObject({}).parse(object['metadata'])
    const added = {
      uid: `uid of ${file}`,
      creationTimestamp: '2026-01-01T00:00:00Z',
      resourceVersion: '1',
    }
    return { file, object: { ...object, metadata: { ...added, ...metadata } } }
  })
}

function realObjects(kind: string): readonly RealObject[] {
  const objectSchema = z.record(z.string(), z.unknown())
  return globSync(`${kind}/**/*.{yaml,yml,json}`, { cwd: folder }).flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8'))
      .map((document): unknown => document.toJS({ maxAliasCount: -1 }))
      .filter((object) => object !== null && object !== undefined)
      .map((object) => ({ file, object: objectSchema.parse(object) })),
  )
}
