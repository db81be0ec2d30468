import type { Endpoint } from '../cluster/api-client.ts'

/** What a subject follows, and for how long nothing happens to it. */
export interface Quiet {
  readonly server: Endpoint
  /** A kind for every watch; kinds repeat. */
  readonly plurals: readonly string[]
  readonly seconds: number
}

/** Opens all watches, lets the time pass, and prints what CPU time that took. */
export async function quietTime(open: (quiet: Quiet) => Promise<void>): Promise<void> {
  const quiet: Quiet = JSON.parse(process.env['QUIET'] ?? '')
  await open(quiet)
  const from = process.cpuUsage()
  await new Promise((resolve) => setTimeout(resolve, quiet.seconds * 1_000))
  const { user, system } = process.cpuUsage(from)
  const rssMb = process.memoryUsage.rss() / 1_024 ** 2
  console.log(JSON.stringify({ cpuMs: (user + system) / 1_000, rssMb }))
  process.exit(0)
}
