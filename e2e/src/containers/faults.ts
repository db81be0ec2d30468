import { until } from '@argus/testkit/until'
import { z } from 'zod'

import type { Stack } from './stack.ts'

const stateSchema = z.tuple([
  z.object({
    RestartCount: z.int(),
    State: z.object({
      Running: z.boolean(),
      OOMKilled: z.boolean(),
      Pid: z.int(),
      StartedAt: z.string(),
    }),
  }),
])
type State = z.infer<typeof stateSchema>[0]

async function stateOf({ docker }: Stack, container: string): Promise<State> {
  return stateSchema.parse(JSON.parse(await docker('inspect', container)))[0]
}

/**
 * Ends a service's process as a crash would, and sees it started again. From outside of its container: what `docker kill`
 * ends was ended by somebody and stays so, and in there nobody may kill the first process.
 */
export async function crash(stack: Stack, service: string): Promise<string> {
  const container = await stack.container(service)
  const before = await stateOf(stack, container)
  await stack.docker(...KILLER, '--eval', `process.kill(${before.State.Pid}, 'SIGKILL')`)
  return startedAgain(stack, { container, before })
}

/** A container that sees every process of the engine's machine, and may do nothing but end them. */
const KILLER =
  'run --rm --pid=host --network=none --user=0:0 --cap-drop=ALL --cap-add=KILL --entrypoint=node node:26-bookworm-slim'.split(
    ' ',
  )

/**
 * Takes memory in a service's container up to its limit. The kernel then ends the service itself: whoever takes it has the
 * kernel end the first process before all others.
 */
export async function starve(stack: Stack, service: string): Promise<string> {
  const container = await stack.container(service)
  const before = await stateOf(stack, container)
  const program = `
    require('node:fs').writeFileSync('/proc/1/oom_score_adj', '1000')
    const held = []
    setInterval(() => held.push(Buffer.alloc(16 * 1024 * 1024, 1)), 5)`
  // It ends with its container, which is no failure.
  const taking = stack.docker('exec', container, 'node', '--eval', program).catch(() => undefined)
  const told = await startedAgain(stack, { container, before })
  await taking
  const { StartedAt } = before.State
  const ended = await stack.docker(
    'events',
    `--since=${StartedAt}`,
    `--until=${new Date().toISOString()}`,
    `--filter=container=${container}`,
    '--filter=event=oom',
    '--format={{.Action}}',
  )
  if (ended === '') throw new Error('the service ended, but not by its memory limit')
  return `met its limit and ${told}`
}

async function startedAgain(
  stack: Stack,
  { container, before }: { readonly container: string; readonly before: State },
): Promise<string> {
  const after = await until(
    async () => {
      const now = await stateOf(stack, container)
      return now.State.Running && now.RestartCount > before.RestartCount ? now : undefined
    },
    { timeoutMs: 60_000, what: 'the container to be started again' },
  )
  return `started again, ${after.RestartCount} times so far`
}
