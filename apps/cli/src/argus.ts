import type { Surroundings } from './command.ts'
import { commands, groups, shared } from './commands.ts'
import { readConfig } from './config.ts'
import { ExitCode } from './exit-code.ts'
import { Failure } from './failure.ts'
import { reportFailure } from './output/report-failure.ts'
import { openTerminal, type Streams } from './output/terminal.ts'
import type { Machine } from './places.ts'

export interface Started {
  /** What stands behind the name of the program. */
  readonly line: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly machine: Machine
  readonly streams: Streams
  readonly signal: AbortSignal
}

const table = { commands, groups, shared }

/** Does what a command line says and answers the exit code. What goes wrong has been said by then. */
export async function argus({ line, env, machine, streams, signal }: Started): Promise<ExitCode> {
  const asJson = /(^| )(-o ?|--output[ =])(json|yaml)( |$)/.test(line.join(' '))
  try {
    const config = readConfig(env, machine)
    goThroughProxy(env)
    return await run(line, {
      config,
      signal,
      terminal: openTerminal(streams, config.colour),
    })
  } catch (error) {
    if (signal.aborted) return ExitCode.Interrupted
    if (!(error instanceof Failure)) throw error
    reportFailure(openTerminal(streams, env['NO_COLOR'] ? 'never' : 'auto'), error, asJson)
    return error.exitCode
  }
}

async function run(line: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  if (line[0] === '__complete') {
    const { answerShell } = await import('./completion/answer.ts')
    await answerShell(table, line.slice(line[1] === '--' ? 2 : 1), surroundings)
    return ExitCode.Done
  }
  const { understand } = await import('./program.ts')
  const understood = await understand(table, line)
  if (understood.type === 'text') {
    await surroundings.terminal.out(understood.text)
    return ExitCode.Done
  }
  const { run: runCommand } = await understood.command.load()
  return runCommand(understood.input, surroundings)
}

function goThroughProxy(env: Started['env']): void {
  const named = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY']
  if (named.some((name) => env[name]))
    process.getBuiltinModule('node:http').setGlobalProxyFromEnv(env)
}
