import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { parse } from 'yaml'
import { z } from 'zod'

import { read } from './chart.ts'
import { cacheFolder, TOOLS } from './programs.ts'
import { folderOf, SOURCES, type Source } from './sources.ts'
import { customSchema, schemasOf, type NamedSchema } from './swagger.ts'

/** The releases of Kubernetes that the chart is checked against, such as `1.36.3`. */
export const RELEASES: readonly string[] = SOURCES.filter(
  ({ module }) => module === 'k8s.io/kubernetes',
).map(({ version }) => version.slice(1))

/** Custom resources that the chart may contain, and where their definitions lie in the module of their project. */
const CUSTOM: Readonly<Record<string, readonly string[]>> = {
  'sigs.k8s.io/gateway-api': ['config/crd/standard/gateway.networking.k8s.io_httproutes.yaml'],
  'github.com/prometheus-operator/prometheus-operator': [
    'example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml',
    'example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml',
  ],
}

/** The folder of schemas for kubeconform: a folder a release, `custom` for custom resources and `definitions` for what defines those. */
export function schemaFolder(): string {
  const pinned =
    read(TOOLS, 'sources.sum') + read(import.meta.dirname, 'swagger.ts') + JSON.stringify(CUSTOM)
  const name = createHash('sha256').update(pinned).digest('hex').slice(0, 12)
  return join(cacheFolder(), `schemas-${name}`)
}

/** Why there are none, in one sentence; `undefined` where there are. */
export function schemasMissing(): string | undefined {
  return existsSync(schemaFolder()) ? undefined : 'no schemas of Kubernetes: run `make helm-tools`'
}

/**
 * Makes them from the published Go modules, which takes a minute and needs Go; they are kept in the user's cache under what
 * they were made from, and are made once.
 */
export async function makeSchemas(): Promise<void> {
  const folder = schemaFolder()
  if (existsSync(folder)) return
  await mkdir(cacheFolder(), { recursive: true })
  const half = await mkdtemp(join(cacheFolder(), 'half-'))
  try {
    for (const source of SOURCES) {
      const custom = CUSTOM[source.module]
      if (custom === undefined) await write(join(half, source.version), await ofRelease(source))
      else for (const path of custom) await writeCustom(half, read(await folderOf(source), path))
    }
    await rename(half, folder)
  } catch (error) {
    // Another process has made the same meanwhile, or nothing could be made.
    if (!existsSync(folder)) throw error
  } finally {
    await rm(half, { recursive: true, force: true })
  }
}

/** The text of each definition of a custom resource that the chart may contain. */
export function customDefinitions(): readonly string[] {
  const folder = join(schemaFolder(), 'definitions')
  return readdirSync(folder).map((name) => read(folder, name))
}

const swagger = z.object({
  definitions: z.record(z.string(), z.record(z.string(), z.unknown())),
})

async function ofRelease(source: Source): Promise<readonly NamedSchema[]> {
  const text = read(await folderOf(source), 'api/openapi-spec/swagger.json')
  return schemasOf(swagger.parse(JSON.parse(text)).definitions)
}

const definition = z.object({
  spec: z.object({
    group: z.string(),
    names: z.object({ kind: z.string() }),
    versions: z.array(
      z.object({
        name: z.string(),
        schema: z.object({ openAPIV3Schema: z.record(z.string(), z.unknown()) }),
      }),
    ),
  }),
})

async function writeCustom(folder: string, text: string): Promise<void> {
  const { group, names, versions } = definition.parse(parse(text)).spec
  const schemas = versions.map(({ name: version, schema }) =>
    customSchema({ group, version, kind: names.kind }, schema.openAPIV3Schema),
  )
  await write(join(folder, 'custom'), schemas)
  await mkdir(join(folder, 'definitions'), { recursive: true })
  await writeFile(join(folder, 'definitions', `${names.kind}.yaml`), text)
}

async function write(folder: string, schemas: readonly NamedSchema[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const { name, schema } of schemas)
    await writeFile(join(folder, `${name}.json`), JSON.stringify(schema))
}
