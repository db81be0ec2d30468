import { execFile, spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

import { until } from '@argus/testkit/until'
import { z } from 'zod'

import { ORIGIN } from './rig.ts'

/** What the program says that it saw. */
const seenSchema = z.object({
  saw: z.string(),
  id: z.string().optional(),
  keys: z.array(z.string()).optional(),
  resumed: z.boolean().optional(),
  code: z.number().optional(),
  next: z.string().optional(),
})
export type Seen = z.infer<typeof seenSchema>

/** The client in Go, as a process: it obeys what it is told and says what it sees. */
export class ForeignClient implements AsyncDisposable {
  readonly seen: Seen[] = []
  readonly #process: ChildProcessWithoutNullStreams
  readonly #ended: Promise<void>
  #complaints = ''
  #next = 0

  constructor(program: string) {
    this.#process = spawn(program)
    this.#ended = new Promise((resolve) => this.#process.once('close', () => resolve()))
    this.#process.stderr.on('data', (text: Buffer) => {
      this.#complaints += text.toString('utf8')
    })
    createInterface(this.#process.stdout).on('line', (line) => {
      this.seen.push(seenSchema.parse(JSON.parse(line)))
    })
  }

  dial(url: string, token: string): void {
    this.#tell({ do: 'dial', url: `${url.replace(/^http/, 'ws')}/ws`, origin: ORIGIN, token })
  }

  renew(token: string): void {
    this.#tell({ do: 'renew', token })
  }

  /** From where it is, if it ever was anywhere. */
  subscribe(id: string, topic: object): void {
    this.#tell({ do: 'subscribe', id, topic })
  }

  /** Its connection is cut, without a word. */
  vanish(): void {
    this.#tell({ do: 'vanish' })
  }

  /** The next thing it saw that fits; what came before it is passed over. */
  async next(what: string, fits: (seen: Seen) => boolean = () => true): Promise<Seen> {
    const wanted = ({ saw, ...rest }: Seen) => saw === what && fits({ saw, ...rest })
    const found = await until(
      () => {
        const index = this.seen.findIndex((it, at) => at >= this.#next && wanted(it))
        return index < 0 ? undefined : { index }
      },
      { what: `${what} (${this.#complaints})` },
    )
    this.#next = found.index + 1
    return this.seen[found.index] ?? { saw: what }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.stdin.end()
    await this.#ended
    if (this.#complaints !== '') throw new Error(this.#complaints)
  }

  #tell(command: object): void {
    this.#process.stdin.write(`${JSON.stringify(command)}\n`)
  }
}

export interface ForeignProgram extends AsyncDisposable {
  readonly path: string
}

/** Whether there is a compiler for it. */
export const hasGo = spawnSync('go', ['version']).status === 0

/** Builds the program from its sources; its one dependency comes from the module proxy, once. */
export async function buildForeignClient(): Promise<ForeignProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'argus-foreign-client-'))
  const path = join(folder, 'foreign-client')
  const sources = join(import.meta.dirname, '../foreign-client')
  await promisify(execFile)('go', ['build', '-buildvcs=false', '-o', path, '.'], { cwd: sources })
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}
