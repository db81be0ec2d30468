import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What an API server writes down of the requests that it receives. */
export interface Audit extends AsyncDisposable {
  /** For the API server, so that it does. */
  readonly flags: readonly string[]
  /** All so far. */
  read(): Promise<readonly AuditedRequest[]>
}

interface AuditedRequest {
  readonly verb: string
  readonly userAgent?: string
  readonly requestURI: string
}

export async function openAudit(): Promise<Audit> {
  const folder = await mkdtemp(join(tmpdir(), 'argus-bench-audit-'))
  const [policy, log] = [join(folder, 'policy.json'), join(folder, 'audit.log')]
  const rules = [
    { level: 'Metadata', omitStages: ['ResponseStarted', 'ResponseComplete', 'Panic'] },
  ]
  await writeFile(policy, JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules }))
  return {
    flags: [
      `--audit-policy-file=${policy}`,
      `--audit-log-path=${log}`,
      '--audit-log-mode=blocking',
    ],
    async read() {
      const lines = (await readFile(log, 'utf8')).split('\n')
      return lines.filter((line) => line !== '').map((line): AuditedRequest => JSON.parse(line))
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
