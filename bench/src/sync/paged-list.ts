/** A list in pages of 500, each read as one text and parsed; the objects are kept. */
import { Agent, get } from 'node:https'

import { measure } from './measure.ts'
import { task } from './task.ts'

const { server, path, count } = task
const agent = new Agent({ keepAlive: true, ca: server.caData })

interface Page {
  readonly items: readonly object[]
  readonly metadata: { readonly continue?: string }
}

await measure(async () => {
  const objects: object[] = []
  let next = ''
  do {
    const page = await read(`${path}?limit=500&continue=${encodeURIComponent(next)}`)
    for (const item of page.items) objects.push(item)
    // Empty on the last page, or missing.
    next = page.metadata.continue ?? ''
  } while (next !== '')
  if (objects.length !== count) throw new Error(`${objects.length} of ${count} objects came`)
  return objects
})

function read(at: string): Promise<Page> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${server.token}` }
    get(`${server.url}${at}`, { agent, headers }, (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.on('error', reject)
      answer.on('end', () => resolve(JSON.parse(Buffer.concat(pieces).toString('utf8'))))
    }).on('error', reject)
  })
}
