import { openTopicLogReader } from '../src/follow.ts'
import { Copy } from './copy.ts'
import { topic } from './topic.ts'

/*
 * A follower in a process of its own, so that it can be frozen. Arguments: the address of Redis and a prefix. Says in a
 * line of JSON what it holds, after each change.
 */
const [url = '', prefix = ''] = process.argv.slice(2)
const reader = await openTopicLogReader({ url, prefix })
const copy = new Copy(reader.follow(topic, new AbortController().signal))
copy.onChange = ({ position, versions }) => {
  process.stdout.write(`${JSON.stringify({ position, versions })}\n`)
}
await copy.ended()
