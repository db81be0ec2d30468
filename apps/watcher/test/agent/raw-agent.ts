import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { constants, createZstdCompress } from 'node:zlib'

import {
  downFrameSchema,
  UPLINK_AUDIENCE,
  UPLINK_PATH,
  UPLINK_PROTOCOL,
  uplinkProof,
  type DownFrame,
} from '@argus/contracts/agent-frame'
import { until } from '@argus/testkit/until'
import { WebSocket } from 'ws'

/** A key as an agent would have one, in hands that do what they like. */
export interface RawKey {
  readonly id: string
  readonly publicKey: string
  sign(text: string): string
}

export function rawKey(): RawKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return {
    id: createHash('sha256').update(der).digest('base64url').slice(0, 22),
    publicKey: der.toString('base64url'),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64url'),
  }
}

/** Somebody on a line, who has said hello. */
export interface RawAgent extends Disposable {
  readonly frames: readonly DownFrame[]
  /** Resolves with the code that the line was closed with. */
  readonly closed: Promise<number>
  welcomed(): Promise<void>
  /** Sends a message as an agent packs it. */
  say(head: object, ...objects: readonly string[]): Promise<void>
  /** Sends bytes as they are. */
  sendRaw(bytes: Buffer | string): void
}

export interface Claim {
  readonly cluster: string
  readonly key: RawKey
  /** Whose name is signed, where that is another. */
  readonly signedBy?: RawKey
}

export async function dialRaw(
  url: string,
  { cluster, key, signedBy = key }: Claim,
): Promise<RawAgent> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${UPLINK_PATH}`, UPLINK_PROTOCOL)
  const frames: DownFrame[] = []
  socket.on('message', (data) => {
    if (Buffer.isBuffer(data)) frames.push(downFrameSchema.parse(JSON.parse(data.toString())))
  })
  const closed = once(socket, 'close').then(([code]) => Number(code))
  const challenge = await until(() => frames.find(({ type }) => type === 'challenge'), {
    what: 'a challenge',
  })
  if (challenge.type !== 'challenge') throw new Error('not a challenge')
  const proof = uplinkProof({
    audience: UPLINK_AUDIENCE,
    cluster,
    key: key.id,
    nonce: challenge.nonce,
  })
  const hello = {
    type: 'hello',
    cluster,
    key: key.id,
    signature: signedBy.sign(proof),
    version: 'raw',
  }
  socket.send(JSON.stringify(hello))
  const pack = createZstdCompress({ params: { [constants.ZSTD_c_windowLog]: 20 } })
  return {
    frames,
    closed,
    async welcomed() {
      await until(() => frames.some(({ type }) => type === 'welcome'), { what: 'a welcome' })
    },
    async say(head, ...objects) {
      pack.write(`${JSON.stringify(head)}\n${objects.join('')}`)
      await new Promise<void>((resolve) => pack.flush(constants.ZSTD_e_flush, resolve))
      const packed: unknown = pack.read()
      if (Buffer.isBuffer(packed)) socket.send(packed)
    },
    sendRaw: (bytes) => socket.send(bytes),
    [Symbol.dispose]() {
      pack.destroy()
      socket.terminate()
    },
  }
}
