import { MAX_CLIENT_FRAME_BYTES } from '@argus/contracts/client-frame'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { describeWithRedis, everything, startRig, type Rig } from '../rig/rig.ts'
import { dial, type RawPeer } from './raw-peer.ts'
import { closing, encode, Opcode, pieces, text } from './wire.ts'

/** Categories are those of the Autobahn test suite, as far as there is anything to them without an echo. */
describeWithRedis('frames', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig()
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })
  const welcomed = async (): Promise<RawPeer> => {
    const peer = await (await dial(rig.gateway.port)).upgrade()
    return peer.hello(rig.auth.login([everything()]).token())
  }

  describe('G-24 lengths:', () => {
    it.each([125, 126, 127, 128, 65_535, MAX_CLIENT_FRAME_BYTES])(
      'a text of %i bytes is understood',
      async (length) => {
        await using peer = await welcomed()
        peer.write(text(frameOf('long', length)))
        await peer.said('"id":"long"')
      },
    )

    it('a text is understood that comes one byte at a time', async () => {
      await using peer = await welcomed()
      for (const byte of text(frameOf('slow'))) {
        peer.write(Buffer.from([byte]))
        await new Promise(setImmediate)
      }
      await peer.said('"id":"slow"')
    })

    it('a text in more pieces than any network makes of it ends the connection', async () => {
      await using peer = await welcomed()
      for (const byte of text(frameOf('crumbs', 200))) {
        peer.write(Buffer.from([byte]))
        await new Promise(setImmediate)
      }
      expect(await peer.ended()).toEqual({ code: 1008 })
    })

    it('frames are understood that come in one packet', async () => {
      await using peer = await welcomed()
      peer.write(Buffer.concat(['a', 'b', 'c'].map((id) => text(frameOf(id)))))
      for (const id of ['a', 'b', 'c']) await peer.said(`"id":"${id}"`)
    })

    it.each<[string, Buffer, number]>([
      ['a text one byte too long', text(frameOf('x', MAX_CLIENT_FRAME_BYTES + 1)), 1009],
      ['a length of 2^63 - 1 that is only claimed', claiming(2n ** 63n - 1n), 1009],
      ['a length with its highest bit set', claiming(2n ** 64n - 1n), 1009],
      ['a length of 100 MiB that is only claimed', claiming(104_857_600n), 1009],
      ['fragments that are too long together', fragments(3, 30_000), 1009],
      ['more fragments than anybody needs', fragments(40, 1), 1008],
    ])('%s ends the connection', (_, bytes, code) => endsWith(bytes, code))
  })

  describe('G-24 pings:', () => {
    it.each([0, 1, 125])('one of %i bytes is answered with its bytes', async (length) => {
      await using peer = await welcomed()
      const payload = Buffer.alloc(length, 0xfe)
      peer.write(encode({ opcode: Opcode.Ping, payload }))
      peer.write(text(frameOf('after')))
      await peer.said('"id":"after"')
      expect(peer.pongs).toEqual([payload.toString('latin1')])
    })

    it('ten are answered in their order', async () => {
      await using peer = await welcomed()
      const ten = Array.from({ length: 10 }, (_, index) => `ping ${index}`)
      peer.write(Buffer.concat(ten.map((payload) => encode({ opcode: Opcode.Ping, payload }))))
      peer.write(text(frameOf('after')))
      await peer.said('"id":"after"')
      expect(peer.pongs).toEqual(ten)
    })

    it('one between fragments is answered, and the text still understood', async () => {
      await using peer = await welcomed()
      const body = frameOf('parted')
      peer.write(encode({ opcode: Opcode.Text, payload: body.slice(0, 9), final: false }))
      peer.write(encode({ opcode: Opcode.Ping, payload: 'now' }))
      peer.write(encode({ opcode: Opcode.Continuation, payload: body.slice(9) }))
      await peer.said('"id":"parted"')
      expect(peer.pongs).toEqual(['now'])
    })

    it('pongs that nobody asked for are let be', async () => {
      await using peer = await welcomed()
      peer.write(encode({ opcode: Opcode.Pong, payload: 'unasked' }))
      peer.write(text(frameOf('after')))
      await peer.said('"id":"after"')
    })

    it.each<[string, Buffer]>([
      ['a ping of 126 bytes', encode({ opcode: Opcode.Ping, payload: Buffer.alloc(126) })],
      ['a pong of 126 bytes', encode({ opcode: Opcode.Pong, payload: Buffer.alloc(126) })],
      ['a ping in fragments', encode({ opcode: Opcode.Ping, final: false })],
      ['a pong in fragments', encode({ opcode: Opcode.Pong, final: false })],
    ])('%s ends the connection', (_, bytes) => endsWith(bytes, 1002))

    it('too many of them end the connection, as too many texts do', async () => {
      await using peer = await welcomed()
      while (!peer.gone && peer.pongs.length < 1_000) {
        peer.write(encode({ opcode: Opcode.Ping, payload: 'again' }))
        await peer.heard()
      }
      expect(await peer.ended()).toEqual({ code: 4004 })
      expect(peer.texts.at(-1)).toMatch(/too_many.*retry_after_ms/)
    })

    it('a flood of them without a pause is cut off', async () => {
      await using peer = await welcomed()
      const ping = encode({ opcode: Opcode.Ping, payload: 'again' })
      peer.write(Buffer.concat(Array.from({ length: 1_000 }, () => ping)))
      await peer.ended()
      expect(peer.pongs.length).toBeLessThan(100)
    })
  })

  describe('G-24 reserved bits:', () => {
    const { Text, Ping, Pong, Close, Binary } = Opcode
    it.each(
      [Text, Binary, Ping, Pong, Close].flatMap((opcode) =>
        [1, 2, 4, 7].map((reserved) => [reserved, opcode] as const),
      ),
    )('%i with opcode %i end the connection', (reserved, opcode) =>
      endsWith(encode({ opcode, reserved, payload: '{}' }), 1002),
    )
  })

  it.each([3, 4, 5, 6, 7, 11, 12, 13, 14, 15])(
    'G-24 opcodes: %i, which means nothing, ends the connection',
    (opcode) => endsWith(encode({ opcode, payload: '{}' }), 1002),
  )

  describe('G-24 fragments:', () => {
    it.each<[string, readonly string[]]>([
      ['two', ['{"type":"t",', '"id":"f"}']],
      ['one byte each', '{"type":"t"}'.split('')],
      ['with nothing in some', ['', '{"type":"t",', '', '"id":"f"}', '']],
    ])('%s are one text', async (_, payloads) => {
      await using peer = await welcomed()
      peer.write(pieces(...payloads))
      await peer.said('unknown_type')
    })

    it.each<[string, Buffer]>([
      ['a continuation of nothing', encode({ opcode: Opcode.Continuation, payload: frameOf('x') })],
      [
        'a first fragment of nothing that goes on',
        encode({ opcode: Opcode.Continuation, payload: '{', final: false }),
      ],
      [
        'a text before the end of another',
        Buffer.concat([encode({ opcode: Opcode.Text, payload: '{', final: false }), text('{}')]),
      ],
      [
        'a continuation after the last',
        Buffer.concat([pieces('{"type":', '"t"}'), encode({ opcode: Opcode.Continuation })]),
      ],
    ])('%s ends the connection', (_, bytes) => endsWith(bytes, 1002))
  })

  describe('G-24 masks:', () => {
    it('a key of zeros is one', async () => {
      await using peer = await welcomed()
      peer.write(encode({ opcode: Opcode.Text, payload: frameOf('zero'), mask: Buffer.alloc(4) }))
      await peer.said('"id":"zero"')
    })

    it.each(Object.entries(Opcode).filter(([, code]) => code !== Opcode.Continuation))(
      '%s without one ends the connection',
      (_, opcode) => endsWith(encode({ opcode, payload: '{}', mask: undefined }), 1002),
    )
  })

  describe('G-24 UTF-8:', () => {
    const odd = '{"type":"κόσμε 𝄞 \u{10ffff} \ufffe","id":"utf"}'
    it('any character is understood', async () => {
      await using peer = await welcomed()
      peer.write(text(odd))
      await peer.said('"id":"utf"')
    })

    it('a character may be parted between fragments', async () => {
      await using peer = await welcomed()
      const bytes = Buffer.from(odd)
      const cuts = [bytes.subarray(0, 10), bytes.subarray(10, 24), bytes.subarray(24)]
      peer.write(pieces(...cuts))
      await peer.said('"id":"utf"')
    })

    it.each<[string, readonly number[]]>([
      ['a byte that begins nothing', [0x80]],
      ['a byte that is never used', [0xff]],
      ['a character that is not finished', [0xce]],
      ['a slash in two bytes', [0xc0, 0xaf]],
      ['a null in three bytes', [0xe0, 0x80, 0x80]],
      ['half a surrogate pair', [0xed, 0xa0, 0x80]],
      ['a character above the last', [0xf4, 0x90, 0x80, 0x80]],
      ['five bytes for one', [0xf8, 0x88, 0x80, 0x80, 0x80]],
    ])('%s ends the connection', async (_, bytes) => {
      const payload = Buffer.concat([
        Buffer.from('{"type":"'),
        Buffer.from(bytes),
        Buffer.from('"}'),
      ])
      await endsWith(text(payload), 1007)
      await endsWith(pieces(payload.subarray(0, 9), payload.subarray(9)), 1007)
    })
  })

  describe('G-24 closes:', () => {
    it.each([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999])(
      '%i is answered with itself',
      (code) => endsWith(closing(code, 'done'), code),
    )

    it('without a code is answered without one', () => endsWith(closing(), undefined))

    it('with a reason as long as may be is answered', () =>
      endsWith(closing(1000, 'x'.repeat(123)), 1000))

    it.each([0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535])(
      'of %i, which may not be sent, is a fault',
      (code) => endsWith(closing(code), 1002),
    )

    it.each<[string, Buffer, number]>([
      ['of half a code', encode({ opcode: Opcode.Close, payload: Buffer.from([3]) }), 1002],
      ['with a reason too long', closing(1000, 'x'.repeat(124)), 1002],
      ['with a reason that is no text', closing(1000, Buffer.from([0xce])), 1007],
      ['in fragments', encode({ opcode: Opcode.Close, final: false }), 1002],
    ])('%s is a fault', (_, bytes, code) => endsWith(bytes, code))

    it('are the last that is answered', async () => {
      await using peer = await welcomed()
      const before = peer.frames.length
      const late = [encode({ opcode: Opcode.Ping, payload: 'late' }), text(frameOf('late'))]
      peer.write(Buffer.concat([closing(1000), ...late]))
      expect(await peer.ended()).toEqual({ code: 1000 })
      expect(peer.frames.slice(before).map(({ opcode }) => opcode)).toEqual([Opcode.Close])
    })

    it('need not come: who only stops writing is let go', async () => {
      await using peer = await welcomed()
      peer.socket.end()
      await peer.ended()
    })
  })

  it.each<[string, Buffer]>([
    ['no hello', text(frameOf('x'))],
    ['no text', encode({ opcode: Opcode.Binary, payload: '{"type":"hello","token":"x"}' })],
    ['nothing', text('')],
  ])('G-04 a first frame that is %s ends the connection', async (_, bytes) => {
    await using peer = await (await dial(rig.gateway.port)).upgrade()
    peer.write(bytes)
    expect(await peer.ended()).toEqual({ code: 4500 })
    expect(peer.texts).toEqual([])
  })

  async function endsWith(bytes: Buffer, code: number | undefined): Promise<void> {
    await using peer = await welcomed()
    peer.write(bytes)
    expect(await peer.ended()).toEqual({ code })
  }
})

/** A frame of a type nobody knows, which is answered by its id, of a length in bytes. */
function frameOf(id: string, length = 0): string {
  const body = JSON.stringify({ type: 'teleport', id })
  return body.padEnd(length)
}

function claiming(claimed: bigint): Buffer {
  return encode({ opcode: Opcode.Text, payload: '{', claimed })
}

function fragments(count: number, length: number): Buffer {
  return pieces(...Array.from({ length: count }, () => 'x'.repeat(length)))
}
