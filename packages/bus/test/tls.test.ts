import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'

import { freePort } from '@argus/testkit/free-port'
import { loopbackCertificate } from '@argus/testkit/loopback-certificate'
import { findRedisServer, startRedis, type TestRedis } from '@argus/testkit/redis'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Redis } from 'ioredis'

import { openTopicLogReader } from '../src/follow.ts'
import { openTopicLogWriter } from '../src/publish.ts'
import { Copy } from './copy.ts'
import { inStep } from './log.ts'
import { Owner, topic, upsert } from './topic.ts'

const missing = findRedisServer() === undefined
const reason = missing ? ' (skipped: neither redis-server nor valkey-server is on PATH)' : ''
const group = missing ? describe.skip : describe

group(`through TLS${reason}`, () => {
  const trusted = getCACertificates('default')
  let dir: string
  let files: { [setting: string]: string }
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'argus-tls-'))
    const { key, cert } = await loopbackCertificate('redis')
    const [keyFile, certFile] = [join(dir, 'key.pem'), join(dir, 'cert.pem')]
    await Promise.all([writeFile(keyFile, key), writeFile(certFile, cert)])
    files = {
      'tls-key-file': keyFile,
      'tls-cert-file': certFile,
      'tls-ca-cert-file': certFile,
      'tls-auth-clients': 'no',
    }
    setDefaultCACertificates([...trusted, cert])
  })
  afterAll(async () => {
    setDefaultCACertificates(trusted)
    await rm(dir, { recursive: true })
  })

  const server = async (more: Readonly<Record<string, string>> = {}): Promise<TestRedis> => {
    const port = await freePort()
    const settings = { ...files, port: '0', 'tls-port': `${port}`, requirepass: 'word', ...more }
    return startRedis({ kind: 'redis-server', port, settings })
  }

  test('one server is written to and followed', async () => {
    await using redis = await server()
    await works(`rediss://:word@127.0.0.1:${redis.port}`)
  })

  test('a server behind a sentinel is, and the sentinel asked', async () => {
    await using redis = await server({ 'tls-replication': 'yes' })
    const port = await freePort()
    await using sentinel = await startRedis({
      kind: 'redis-server',
      port,
      sentinel: [
        ...Object.entries(files).map(([name, value]) => `${name} ${value}`),
        `tls-port ${port}`,
        'tls-replication yes',
        `sentinel monitor argus 127.0.0.1 ${redis.port} 1`,
        'sentinel auth-pass argus word',
      ],
    })
    await works(`rediss-sentinel://:word@127.0.0.1:${sentinel.port}/argus`)
  })

  test('a cluster is, each of its nodes', async () => {
    await using node = await server({
      'cluster-enabled': 'yes',
      'tls-cluster': 'yes',
      'cluster-port': `${await freePort()}`,
      'cluster-announce-ip': '127.0.0.1',
    })
    const redis = new Redis(`rediss://:word@127.0.0.1:${node.port}`)
    await redis.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
    const whole = async () => String(await redis.call('CLUSTER', 'INFO')).includes('state:ok')
    await until(whole, { what: 'a cluster of one' })
    redis.disconnect()
    await works(`rediss-cluster://:word@127.0.0.1:${node.port}`)
  })
})

async function works(url: string): Promise<void> {
  const faults: Error[] = []
  const onFault = (error: Error) => faults.push(error)
  const stop = new AbortController()
  await using writer = await openTopicLogWriter({ url, onFault })
  await using reader = await openTopicLogReader({ url, onFault })
  const owner = await Owner.begin(writer)
  const copy = new Copy(reader.follow(topic, stop.signal))
  await inStep(copy, owner.position)
  await owner.publish(upsert('/a'))
  await inStep(copy, owner.position)
  stop.abort()
  await copy.ended()
  expect(faults).toEqual([])
}
