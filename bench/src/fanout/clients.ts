import { join } from 'node:path'

import { startChild } from './child.ts'
import type { Dial } from './subject.ts'

/** The sockets of one subject, in one process. */
export interface Clients extends AsyncDisposable {
  /** Counts from now on; resolves once counting, with what resolves when each socket was given so many events. */
  expect(events: number): Promise<{ readonly delivered: Promise<number> }>
}

/** Resolves when every socket is ready. `binary` is the compiled client; without it one in Node does the same. */
export async function openClients(
  dial: Dial,
  { sockets, binary }: { readonly sockets: number; readonly binary: string | undefined },
): Promise<Clients> {
  await using made = new AsyncDisposableStack()
  const { port, path, protocol = '', heartbeat = ['', ''], script } = dial
  const args = [`${port}`, `${sockets}`, path, protocol, ...heartbeat, ...script.flat()]
  const child = made.use(
    binary === undefined
      ? startChild(process.execPath, [join(import.meta.dirname, 'load-client.ts'), ...args])
      : startChild(binary, args),
  )
  await expectLine(child.hear(), 'ready')
  const kept = made.move()
  return {
    async expect(events) {
      await child.say(`${events}`)
      await expectLine(child.hear(), 'set')
      return { delivered: child.hear().then(bytesOf) }
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

async function expectLine(line: Promise<string>, expected: string): Promise<void> {
  if ((await line) !== expected) throw new Error(`the clients said ${await line}, not ${expected}`)
}

function bytesOf(line: string): number {
  const bytes = /^done (\d+)$/.exec(line)?.[1]
  if (bytes === undefined) throw new Error(`the clients said ${line}`)
  return Number(bytes)
}
