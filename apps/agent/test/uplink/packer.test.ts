import { constants, createZstdDecompress } from 'node:zlib'

import { UPLINK_WINDOW_LOG } from '@argus/contracts/agent-frame'
import { until } from '@argus/testkit/until'
import { expect, test } from '@jest/globals'

import { Packer } from '../../src/uplink/packer.ts'

const object = (n: number, status: string): Buffer =>
  Buffer.from(
    JSON.stringify({
      metadata: { name: `certificate-${n}`, resourceVersion: `${n}${status.length}` },
      spec: Array.from({ length: 60 }, (_, at) => ({
        name: `field-${at}`,
        value: (n * 7919 * (at + 1)) % 99_991,
      })),
      status: { phase: status },
    }),
  )

test('messages come out as they went in, one by one', async () => {
  using packer = new Packer()
  const unpack = createZstdDecompress({
    params: { [constants.ZSTD_d_windowLogMax]: UPLINK_WINDOW_LOG },
  })
  let [text, whole] = ['', '']
  unpack.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  for (const parts of [['a'], ['b', 'c'.repeat(300_000)], [''], ['d']]) {
    const packed = await packer.pack(parts.map((part) => Buffer.from(part)))
    unpack.write(packed)
    whole += parts.join('')
    await until(() => text === whole, { what: 'the message' })
  }
})

test('an object that comes again with another status costs next to nothing, however many came between', async () => {
  using packer = new Packer()
  const count = 2_000
  for (let n = 0; n < count; n += 1) await packer.pack([object(n, 'Pending')])
  let [bytes, packed] = [0, 0]
  for (let n = 0; n < count; n += 1) {
    const again = object(n, 'Ready')
    bytes += again.length
    packed += (await packer.pack([again])).length
  }
  expect(packed / bytes).toBeLessThan(0.05)
}, 60_000)
