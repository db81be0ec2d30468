import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import type { Position } from '@argus/contracts/position'

/** A follower in a process of its own. */
export interface FollowerProcess extends AsyncDisposable {
  /** What it held when it last said so. */
  readonly held:
    | { readonly position: Position | undefined; readonly versions: { [key: string]: string } }
    | undefined
  /** Stops it where it is; its connections stay open. */
  freeze(): void
  goOn(): void
}

/** Starts one; it follows the Topic of the tests. */
export async function startFollower(url: string, prefix: string): Promise<FollowerProcess> {
  const main = fileURLToPath(new URL('follower-main.ts', import.meta.url))
  const child = spawn(process.execPath, [main, url, prefix], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  let held: FollowerProcess['held']
  createInterface(child.stdout).on('line', (line) => (held = JSON.parse(line)))
  await once(child, 'spawn')
  return {
    get held() {
      return held
    },
    freeze: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
