import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { outputOf } from '@argus/charts/run-program'
import type { z } from 'zod'

/** kubectl on one context of the kubeconfig that it finds by itself; throws what it complains of. */
export interface Kubectl {
  readonly context: string
  (...args: readonly string[]): Promise<string>
}

export function kubectlOn(context: string): Kubectl {
  const run = (...args: readonly string[]): Promise<string> =>
    outputOf('kubectl', ['--context', context, ...args]).then((said) => said.trim())
  return Object.assign(run, { context })
}

/** What kubectl reads as JSON, as the schema has it. */
export async function readAs<S extends z.ZodType>(
  kubectl: Kubectl,
  schema: S,
  ...args: readonly string[]
): Promise<z.infer<S>> {
  return schema.parse(JSON.parse(await kubectl(...args, '--output=json')))
}

/** A port of this machine that leads to one of a Service, until it is disposed. */
export interface Forwarding extends AsyncDisposable {
  readonly url: string
}

/** Resolves when the port is open. It leads to one pod, and ends with that. */
export async function forward(
  { context }: Kubectl,
  { namespace, service, port, at }: ForwardingOptions,
): Promise<Forwarding> {
  const args = ['--context', context, '--namespace', namespace, 'port-forward']
  const child = spawn('kubectl', [...args, `service/${service}`, `${at ?? ''}:${port}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  const local = await Promise.race([
    firstPort(createInterface({ input: child.stdout })),
    ended.then(() => {
      throw new Error(`kubectl forwards no port to ${service}`)
    }),
  ])
  child.stdout.resume()
  return {
    url: `http://localhost:${local}`,
    async [Symbol.asyncDispose]() {
      child.kill()
      await ended
    },
  }
}

export interface ForwardingOptions {
  readonly namespace: string
  readonly service: string
  /** Of the Service. */
  readonly port: number
  /** Of this machine; any that is free unless given. */
  readonly at?: number
}

async function firstPort(lines: AsyncIterable<string>): Promise<number> {
  for await (const line of lines) {
    const port = /^Forwarding from 127\.0\.0\.1:(\d+)/.exec(line)?.[1]
    if (port !== undefined) return Number(port)
  }
  throw new Error('kubectl says of no port that it is open')
}
