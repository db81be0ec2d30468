import { homedir } from 'node:os'

import { argus } from './argus.ts'
import { ExitCode } from './exit-code.ts'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => stop.abort(new Error(signal)))

const { stdin, stdout, stderr, platform, env } = process

// Whoever reads us may have seen enough: `argus get … | head`.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(ExitCode.Done)
  throw error
})

// What throws here is a bug: Node prints it and ends the process. A connection that is kept would hold it otherwise.
void argus({
  line: process.argv.slice(2),
  env,
  machine: { platform, home: homedir() },
  streams: { stdin, stdout, stderr },
  signal: stop.signal,
}).then((code) => stdout.write('', () => process.exit(code)))
