import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { expect, it } from '@jest/globals'

const main = fileURLToPath(new URL('follow-us-main.ts', import.meta.url))

it.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)(
  'a child ends with a process that %s ends',
  async (signal) => {
    using parent = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'inherit'] })
    const output = once(parent.stdout, 'end')
    await once(parent.stdout, 'data')
    parent.kill(signal)
    await expect(once(parent, 'exit')).resolves.toEqual([null, signal])
    // The child holds it open.
    await output
  },
)
