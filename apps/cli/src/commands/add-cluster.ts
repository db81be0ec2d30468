import { readFile } from 'node:fs/promises'

import { clusterBodySchema, clustersEndpoints } from '@argus/contracts/http/clusters'

import type { Run, Surroundings } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { Failure, misused } from '../failure.ts'
import type { Invocation } from '../invocation.ts'
import { linesOfInput } from '../output/ask.ts'
import { open } from '../session/open.ts'
import { proving } from '../session/step-up.ts'
import { sayDiagnosis } from './diagnosis.ts'
import { proofQuestions } from './proof-questions.ts'

/** Argus goes the whole way to a cluster before it answers. */
const CHECK_MS = 40_000

/** `argus clusters add`: goes the whole way to the cluster first, and registers it where that works. */
export const run: Run = async (input, surroundings) => {
  const { config, terminal, signal } = surroundings
  const body = await bodyOf(input, surroundings)
  const opened = await open(config, input.text('context'))
  const { kubeconfig } = body
  terminal.note(`Argus tries to reach "${body.id}".`)
  const diagnosis = await opened.api.call(
    clustersEndpoints.try,
    { body: { kubeconfig } },
    { timeoutMs: CHECK_MS, signal },
  )
  if (!sayDiagnosis(terminal, diagnosis) && !input.on('force'))
    throw new Failure({
      code: 'conflict',
      happened: `"${body.id}" was not added`,
      why: 'Argus cannot follow it as it is',
      next: 'Change that and try again, or add it nevertheless: --force.',
    })
  await proving({ config, opened }, proofQuestions(input, surroundings), () =>
    opened.api.call(clustersEndpoints.create, { body }, { signal }),
  )
  terminal.note(`"${body.id}" is added; argus clusters shows how it fares.`)
  return ExitCode.Done
}

async function bodyOf(input: Invocation, { terminal }: Surroundings) {
  const path = input.text('kubeconfig')
  if (path === undefined)
    throw misused(
      'What opens the cluster is not said',
      'Give a kubeconfig of one cluster: --kubeconfig FILE, or - for the standard input.',
    )
  if (path === '-' && input.on('password-stdin'))
    throw misused('The standard input cannot be both kubeconfig and password', 'Give a file.')
  const kubeconfig = path === '-' ? (await linesOfInput(terminal)).join('\n') : await textOf(path)
  const name = input.text('name')
  const body = clusterBodySchema.safeParse({
    id: input.needed('ID'),
    kubeconfig,
    ...(name !== undefined && { name }),
    labels: Object.fromEntries(input.list('label').map(labelOf)),
  })
  if (body.success) return { ...body.data, kubeconfig }
  const told = body.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`)
  throw misused(`Such a cluster cannot be: ${told.join('; ')}`, 'argus clusters add --help')
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new Failure({
      code: 'usage',
      happened: `${path} cannot be read`,
      why: cause instanceof Error ? cause.message : String(cause),
      next: 'Look at the path: --kubeconfig.',
      cause,
    })
  }
}

function labelOf(text: string): readonly [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw misused(`"${text}" is no label`, 'Labels are written name=value.')
  return [text.slice(0, at), text.slice(at + 1)]
}
