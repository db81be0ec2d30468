/**
 * The world of a gateway in a process of its own, for measurements: an auth with one reader who may see everything, and a
 * writer of Topics. It is told the address of a Redis and the names of the resources; prints how to reach the auth, then
 * takes a line for each batch, `{resource, written}`, and answers each with an empty one.
 */
import { createInterface } from 'node:readline'

import { openTopicLogWriter } from '@argus/bus/publish'
import type { Grant } from '@argus/contracts/grant'

import { SERVICE_TOKEN, startFakeAuth } from './fake-auth.ts'
import { openTopic, type TopicHand, type Written } from './topic-hand.ts'

const [redisUrl = '', ...resources] = process.argv.slice(2)

await using auth = await startFakeAuth(redisUrl, { now: () => Date.now() })
await using writer = await openTopicLogWriter({ url: redisUrl })
await writer.putCluster('alpha', { name: 'Alpha', labels: {}, state: 'live' })
const topics = new Map<string, TopicHand>()
for (const resource of resources) {
  const topic = { cluster: 'alpha', group: 'example.org', version: 'v1', resource }
  topics.set(resource, await openTopic(topic, { writer }))
}
const everything: Grant = {
  role: 'viewer',
  cluster: null,
  namespace: null,
  permissions: [{ apiGroup: '*', resource: '*', verb: '*' }],
}
const { url } = auth
const token = auth.login([everything]).token()
process.stdout.write(`${JSON.stringify({ url, serviceToken: SERVICE_TOKEN, token })}\n`)

for await (const line of createInterface(process.stdin)) {
  const { resource, written }: { resource: string; written: readonly Written[] } = JSON.parse(line)
  await topics.get(resource)?.write(...written)
  process.stdout.write('\n')
}
process.exit(0)
