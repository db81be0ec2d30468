import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { parseAllDocuments } from 'yaml'
import { z } from 'zod'

import { programPath } from './programs.ts'
import { outputOf, runProgram, type Outcome } from './run-program.ts'

/** The chart of Argus. */
export const CHART = join(import.meta.dirname, '../argus')
/** That of the agent of a cluster. */
export const AGENT_CHART = join(import.meta.dirname, '../argus-agent')

/** The sets of values that a chart is looked at with: the paths of its `ci/*-values.yaml`. */
export function valuesOf(chart: string): readonly string[] {
  return globSync('ci/*-values.yaml', { cwd: chart })
    .toSorted()
    .map((name) => join(chart, name))
}

/** Those of the chart of Argus. */
export const VALUES = valuesOf(CHART)

/** As much of an object as every one has; its own fields are its own. */
const kubeObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    annotations: z.record(z.string(), z.string()).optional(),
    labels: z.record(z.string(), z.string()).optional(),
  }),
})
export type KubeObject = z.infer<typeof kubeObject>

export interface RenderOptions {
  readonly chart?: string
  /** Files of values, later ones above earlier ones. */
  readonly values?: readonly string[]
  /** Single values, as `--set` takes them. */
  readonly set?: readonly string[]
}

/** `helm template` to its end, good or bad. */
export function template(options: RenderOptions): Promise<Outcome> {
  return runProgram(programPath('helm'), templateArguments(options))
}

/** The text that the chart becomes; throws what helm says where it does not. */
export function renderText(options: RenderOptions): Promise<string> {
  return outputOf(programPath('helm'), templateArguments(options))
}

/** The objects that the chart becomes. */
export async function render(options: RenderOptions): Promise<readonly KubeObject[]> {
  return objectsIn(await renderText(options))
}

/** The objects in a text of YAML documents; a document of comments is none. */
export function objectsIn(text: string): readonly KubeObject[] {
  return parseAllDocuments(text)
    .map((document): unknown => document.toJS())
    .filter((object) => object !== null)
    .map((object) => kubeObject.parse(object))
}

/** `helm lint --strict` to its end. */
export function lint({ chart = CHART, values = [], set = [] }: RenderOptions): Promise<Outcome> {
  return runProgram(programPath('helm'), ['lint', '--strict', chart, ...flags(values, set)])
}

/** A file's text. */
export function read(...path: readonly string[]): string {
  return readFileSync(join(...path), 'utf8')
}

function templateArguments({ chart = CHART, values = [], set = [] }: RenderOptions): string[] {
  return ['template', 'argus', chart, '--namespace', 'argus', ...flags(values, set)]
}

function flags(values: readonly string[], set: readonly string[]): string[] {
  return [...values.flatMap((file) => ['--values', file]), ...set.flatMap((one) => ['--set', one])]
}
