import { clustersEndpoints } from '@argus/contracts/http/clusters'
import { readerKubeconfig } from '@argus/contracts/reader-account'
import { z } from 'zod'

import type { Run, Surroundings } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { misused } from '../failure.ts'
import type { Invocation } from '../invocation.ts'
import { linesOfInput } from '../output/ask.ts'
import { open } from '../session/open.ts'

/**
 * `argus kubeconfig generate`: of the account's Secret, as kubectl prints it for who may read it. Argus gives out no credential
 * that it holds, so what is secret in the answer came in with the question.
 */
export const run: Run = async (input, surroundings) => {
  const { terminal } = surroundings
  if (terminal.streams.stdin.isTTY)
    throw misused(
      'The Secret of the account is not given',
      'Pipe it in: kubectl -n argus-reader get secret argus-reader -o json | argus kubeconfig generate --server https://…',
    )
  const secret = secretSchema.safeParse(json((await linesOfInput(terminal)).join('\n')))
  if (!secret.success)
    throw misused(
      'What was piped in is not the Secret of an account, as JSON',
      'kubectl -n argus-reader get secret argus-reader -o json prints it.',
    )
  const { token, 'ca.crt': authority } = secret.data.data
  const kubeconfig = readerKubeconfig({
    server: await serverOf(input, surroundings),
    authority,
    token: Buffer.from(token, 'base64').toString('utf8'),
  })
  await terminal.out(`${JSON.stringify(JSON.parse(kubeconfig), undefined, 2)}\n`)
  return ExitCode.Done
}

const secretSchema = z.object({
  kind: z.literal('Secret'),
  data: z.object({ token: z.base64(), 'ca.crt': z.base64() }),
})

/** The address that is said, or that of a cluster which Argus follows already. */
async function serverOf(input: Invocation, { config, signal }: Surroundings): Promise<string> {
  const server = input.text('server')
  const [id, ...more] = input.list('cluster')
  if (server !== undefined && id === undefined) return server
  if (server !== undefined || id === undefined || more.length > 0)
    throw misused(
      'Where the cluster answers is not said',
      'Give --server https://…, or --cluster for one that Argus follows.',
    )
  const { api } = await open(config, input.text('context'))
  return (await api.call(clustersEndpoints.get, { params: { id } }, { signal })).server
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the schema says that it is not what was asked for
  }
}
