import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** A process that does nothing but accept WebSockets with the library's own defaults: what ours is compared with. */
export interface PlainWs extends AsyncDisposable {
  readonly pid: number
  readonly port: number
}

const PROGRAM = `
  import { WebSocketServer } from 'ws'
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server.on('connection', (socket) => socket.on('error', () => {}))
  server.on('listening', () => console.log(server.address().port))
`

export async function startPlainWs(): Promise<PlainWs> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const [said]: unknown[] = await once(child.stdout, 'data')
  const { pid } = child
  if (pid === undefined) throw new Error('a server without a process')
  return {
    pid,
    port: Number(String(said)),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
