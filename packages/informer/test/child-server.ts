import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A server in a process of its own, so that what it costs is not counted with what is measured. */
export interface ChildServer extends AsyncDisposable {
  readonly url: string
  /** The authority to trust, as PEM. */
  readonly caData: string
}

/** Starts a file beside this one, which prints where it listens. */
export async function startChildServer(
  file: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ChildServer> {
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  // A test that fails must not leave a server behind.
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  for await (const line of createInterface(child.stdout)) {
    const { url, ca: caData } = JSON.parse(line) as { url: string; ca: string }
    return {
      url,
      caData,
      async [Symbol.asyncDispose]() {
        process.off('exit', kill)
        kill()
        await ended
      },
    }
  }
  throw new Error(`${file} has not started`)
}
