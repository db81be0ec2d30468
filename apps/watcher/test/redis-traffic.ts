import { once } from 'node:events'
import { connect } from 'node:net'

import { until } from '@argus/testkit/until'

import type { Stand } from './stand.ts'

/** Every value that Redis holds, whatever its type. */
export async function wholeRedis({ raw }: Stand): Promise<string> {
  const texts: string[] = []
  for (const key of await raw.keys('*')) {
    const type = await raw.type(key)
    texts.push(key)
    if (type === 'string') texts.push((await raw.get(key)) ?? '')
    if (type === 'hash') texts.push(JSON.stringify(await raw.hgetall(key)))
    if (type === 'zset') texts.push(JSON.stringify(await raw.zrange(key, '0', '-1')))
  }
  return texts.join('\n')
}

/** Every command that Redis is given, what it publishes included. */
export async function monitorRedis(port: number): Promise<{ seen(): string; close(): void }> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  socket.write('MONITOR\r\n')
  await until(() => text.startsWith('+OK'), { what: 'the monitor' })
  return { seen: () => text, close: () => socket.destroy() }
}
