import { WebSocket } from 'ws'

import type { Dial } from '../fanout/subject.ts'

/** Dials, and goes through the script; what comes before and after that is heard. An end that nobody asked for throws. */
export async function openSocket(
  { port, path, protocol = '', script }: Dial,
  hear: (text: string) => void,
): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocol === '' ? [] : protocol, {
    perMessageDeflate: false,
  })
  const steps = [...script]
  const { promise, resolve } = Promise.withResolvers<WebSocket>()
  const advance = (heard: string): void => {
    for (let text = heard; ; text = '') {
      const [wait, say] = steps[0] ?? []
      if (wait === undefined || say === undefined) return resolve(socket)
      if (wait !== '' && !text.includes(wait)) return
      steps.shift()
      if (say !== '') socket.send(say)
    }
  }
  socket.on('open', () => advance(''))
  socket.on('message', (data: Buffer) => {
    const text = data.toString('utf8')
    if (steps.length > 0) advance(text)
    hear(text)
  })
  socket.on('error', (error) => {
    throw error
  })
  return promise
}
