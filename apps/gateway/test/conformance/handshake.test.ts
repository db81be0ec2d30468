import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { describeWithRedis, everything, startRig, type Rig } from '../rig/rig.ts'
import { dial } from './raw-peer.ts'
import { text } from './wire.ts'

describeWithRedis('the opening of a socket', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig()
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  it('G-24 is answered as RFC 6455 prints it, with our protocol and no extension', async () => {
    await using peer = await dial(rig.gateway.port)
    await peer.upgrade({
      headers: {
        'Sec-WebSocket-Protocol': 'chat, argus.v1',
        'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits',
      },
    })
    expect(peer.status).toBe(101)
    expect(peer.headers.get('sec-websocket-accept')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
    expect(peer.headers.get('sec-websocket-protocol')).toBe('argus.v1')
    expect(peer.headers.has('sec-websocket-extensions')).toBe(false)
    expect(peer.headers.get('upgrade')?.toLowerCase()).toBe('websocket')
    expect(peer.headers.get('connection')?.toLowerCase()).toBe('upgrade')
  })

  it('G-24 loses no frame that travels with it', async () => {
    await using peer = await dial(rig.gateway.port)
    const token = rig.auth.login([everything()]).token()
    await peer.upgrade({ after: text(JSON.stringify({ type: 'hello', token })) })
    await peer.said('welcome')
  })

  it('G-24 may come one byte at a time', async () => {
    await using peer = await dial(rig.gateway.port)
    const head =
      'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
      'Sec-WebSocket-Protocol: argus.v1\r\n\r\n'
    for (const byte of Buffer.from(head)) {
      peer.write(Buffer.from([byte]))
      await new Promise(setImmediate)
    }
    const token = rig.auth.login([everything()]).token()
    await peer.hello(token)
    expect(peer.status).toBe(101)
  })

  describe('G-24 is refused', () => {
    it.each<[string, number, Record<string, string | undefined>]>([
      ['without a key', 400, { 'Sec-WebSocket-Key': undefined }],
      ['with a key that is too short', 400, { 'Sec-WebSocket-Key': 'c2hvcnQ=' }],
      ['with a key that is no base64', 400, { 'Sec-WebSocket-Key': '!'.repeat(24) }],
      ['without a version', 400, { 'Sec-WebSocket-Version': undefined }],
      ['of a version that is to come', 400, { 'Sec-WebSocket-Version': '14' }],
      ['to another protocol than WebSocket', 400, { Upgrade: 'h2c' }],
      ['with protocols that are no list', 400, { 'Sec-WebSocket-Protocol': 'argus.v1,' }],
      ['with one protocol named twice', 400, { 'Sec-WebSocket-Protocol': 'argus.v1, argus.v1' }],
      ['without our protocol', 400, { 'Sec-WebSocket-Protocol': undefined }],
    ])('%s', async (_, status, headers) => {
      await using peer = await dial(rig.gateway.port)
      await peer.upgrade({ headers })
      expect(peer.status).toBe(status)
      await peer.ended()
    })

    it('by any method but GET', async () => {
      await using peer = await dial(rig.gateway.port)
      await peer.upgrade({ method: 'POST' })
      expect(peer.status).toBe(405)
      await peer.ended()
    })
  })
})
