import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdir, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

/**
 * The right to use a data folder: one process at a time. It is a listening socket, so that it ends with its process,
 * and the next one need not guess from a number whether the last one still lives.
 */
export interface Claim extends AsyncDisposable {
  /** Resolves when another process asked this one to stop. */
  readonly stopAsked: Promise<void>
  /** What others are told of this run. */
  announce(console: string): void
}

const runningSchema = z.object({ pid: z.int(), console: z.string().optional() })

/** A run that holds the folder. `console` is missing while it starts. */
export type Running = z.infer<typeof runningSchema>

/** Claims the folder, or answers who holds it. */
export async function claimFolder(dir: string): Promise<Claim | Running> {
  const holder = await askHolder(dir)
  if (holder !== undefined) return holder
  await mkdir(dir, { recursive: true })
  const path = socketPath(dir)
  await rm(path, { force: true }) // of a run that is gone: nobody answered
  const asked = Promise.withResolvers<void>()
  const peers = new Set<Socket>()
  let console: string | undefined
  const server = createServer((peer) => {
    peers.add(peer)
    peer.once('close', () => peers.delete(peer))
    peer.on('error', () => peer.destroy()) // it went away; we owe it nothing
    peer.on('data', (data) => {
      if (String(data).startsWith(STOP)) asked.resolve()
    })
    peer.write(`${JSON.stringify({ pid: process.pid, console })}\n`)
  }).listen(path)
  await once(server, 'listening')
  await chmod(path, 0o600)
  return {
    stopAsked: asked.promise,
    announce(url) {
      console = url
    },
    async [Symbol.asyncDispose]() {
      // Whoever asked us to stop waits for this end.
      for (const peer of peers) peer.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Asks the run that holds the folder to stop; resolves with it when it has ended, with nothing when there is none. */
export async function stopHolder(dir: string): Promise<Running | undefined> {
  const peer = await reach(dir)
  if (peer === undefined) return undefined
  const over = once(peer, 'close')
  const running = await firstLine(peer)
  peer.write(`${STOP}\n`)
  peer.resume()
  await over
  return running
}

const STOP = 'stop'

async function askHolder(dir: string): Promise<Running | undefined> {
  const peer = await reach(dir)
  if (peer === undefined) return undefined
  try {
    return await firstLine(peer)
  } finally {
    peer.destroy()
  }
}

async function firstLine(peer: Socket): Promise<Running> {
  const [data]: unknown[] = await once(peer, 'data', { signal: AbortSignal.timeout(5_000) })
  return runningSchema.parse(JSON.parse(String(data)))
}

async function reach(dir: string): Promise<Socket | undefined> {
  const peer = connect(socketPath(dir))
  try {
    await once(peer, 'connect')
    return peer
  } catch {
    return undefined // No socket, or one that its process left behind: nobody runs.
  }
}

/** A socket's path may be about a hundred bytes long; a folder's may be longer. */
function socketPath(dir: string): string {
  const path = join(dir, 'running.sock')
  if (Buffer.byteLength(path) < 100) return path
  return join(tmpdir(), `argus-${createHash('sha256').update(dir).digest('hex').slice(0, 16)}.sock`)
}
