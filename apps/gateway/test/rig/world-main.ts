/**
 * The world of a gateway in a process of its own, for measurements: an auth with one reader who may see everything, and a
 * writer of Topics. It is told the address of a Redis and the names of the resources; prints how to reach the auth, then
 * takes lines. `{resource, written}` writes a batch, `{logins, file}` writes tokens of so many more readers into a file: both are answered with an empty
 * line, as is `{cluster}`, which adds one. `{asked: true}` is answered with how often auth was asked for Sessions.
 */
import { writeFile } from 'node:fs/promises'
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
const login = (): string => auth.login([everything]).token()
const token = login()
process.stdout.write(`${JSON.stringify({ url, serviceToken: SERVICE_TOKEN, token })}\n`)

type Line =
  | { readonly resource: string; readonly written: readonly Written[] }
  | { readonly logins: number; readonly file: string }
  | { readonly cluster: string }
  | { readonly asked: true }

for await (const text of createInterface(process.stdin)) {
  const line: Line = JSON.parse(text)
  if ('written' in line) await topics.get(line.resource)?.write(...line.written)
  if ('cluster' in line)
    await writer.putCluster(line.cluster, { name: line.cluster, labels: {}, state: 'live' })
  if ('logins' in line)
    await writeFile(line.file, JSON.stringify(Array.from({ length: line.logins }, login)))
  process.stdout.write('asked' in line ? `${auth.asked}\n` : '\n')
}
process.exit(0)
