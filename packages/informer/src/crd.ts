import { z } from 'zod'

/** A column that a definition asks for in lists of its objects. */
interface PrinterColumn {
  readonly name: string
  readonly type: string
  readonly format?: string | undefined
  /** Above 0 only where there is much room. */
  readonly priority: number
  readonly jsonPath: string
  readonly description?: string | undefined
}

/** A resource as its cluster serves it, in the version that the cluster stores. */
export interface DefinedResource {
  readonly version: string
  readonly namespaced: boolean
  readonly kind: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly columns: readonly PrinterColumn[]
}

/**
 * What a CustomResourceDefinition defines: its stored version, or the first served one where the stored is
 * not served. `undefined` while it is not established, or serves nothing.
 */
export function definedResource(crd: unknown): DefinedResource | undefined {
  const { spec, status } = crdSchema.parse(crd)
  const established = status?.conditions?.some(
    (condition) => condition.type === 'Established' && condition.status === 'True',
  )
  const served = spec.versions.filter((version) => version.served)
  const version = served.find(({ storage }) => storage) ?? served[0]
  if (!established || !version) return undefined
  const { kind, singular = kind.toLowerCase(), shortNames = [] } = spec.names
  const columns = version.additionalPrinterColumns ?? [AGE]
  return {
    version: version.name,
    namespaced: spec.scope === 'Namespaced',
    kind,
    singular,
    shortNames,
    columns: columns.map(({ name, type, format, priority = 0, jsonPath, description }) => ({
      name,
      type,
      priority,
      jsonPath,
      ...(format === undefined ? {} : { format }),
      ...(description === undefined ? {} : { description }),
    })),
  }
}

/** What an API server shows where a definition asks for no column. */
const AGE: z.infer<typeof columnSchema> = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
}

const columnSchema = z.object({
  name: z.string(),
  type: z.string(),
  format: z.string().optional(),
  priority: z.number().optional(),
  jsonPath: z.string(),
  description: z.string().optional(),
})

const crdSchema = z.object({
  spec: z.object({
    scope: z.string(),
    names: z.object({
      kind: z.string(),
      singular: z.string().optional(),
      shortNames: z.array(z.string()).optional(),
    }),
    versions: z.array(
      z.object({
        name: z.string(),
        served: z.boolean(),
        storage: z.boolean(),
        additionalPrinterColumns: z.array(columnSchema).optional(),
      }),
    ),
  }),
  status: z
    .object({
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).nullish(),
    })
    .optional(),
})
