import { parse } from 'yaml'
import { z } from 'zod'

import { filesOf, textOf } from './files.ts'

const step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
})

const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']))

const job = z.looseObject({
  uses: z.string().optional(),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  permissions: permissions.optional(),
  steps: z.array(step).default([]),
  strategy: z.looseObject({ matrix: z.record(z.string(), z.array(z.unknown())) }).optional(),
  'timeout-minutes': z.number().optional(),
})

const workflow = z.looseObject({
  name: z.string(),
  permissions,
  concurrency: z.looseObject({ group: z.string() }),
  jobs: z.record(z.string(), job),
})

export type Step = z.infer<typeof step>
export type Job = z.infer<typeof job>

export const workflowFiles = filesOf('.github/workflows/*.yml')

export function workflowOf(path: string): z.infer<typeof workflow> {
  return workflow.parse(parse(textOf(path)))
}

export function jobs(): { readonly path: string; readonly name: string; readonly job: Job }[] {
  return workflowFiles.flatMap((path) =>
    Object.entries(workflowOf(path).jobs).map(([name, found]) => ({ path, name, job: found })),
  )
}

export function steps(): { readonly path: string; readonly name: string; readonly step: Step }[] {
  return jobs().flatMap(({ path, name, job: { steps: found } }) =>
    found.map((each) => ({ path, name, step: each })),
  )
}
