import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Page } from 'playwright-core'
import { type WebSocket, WebSocketServer } from 'ws'

import { bundle } from './bundle.ts'
import { NAMESPACE } from './objects.ts'
import type { PlainRow } from './plain-row.ts'
import type { Subject } from './subject.ts'

/** Serves the straightforward list, which is told every row when it comes and each change as it is written. */
export class PlainServer implements AsyncDisposable {
  readonly #http = createServer()
  readonly #sockets = new WebSocketServer({ server: this.#http })

  static async start(steps: ReadonlyMap<string, number>): Promise<PlainServer> {
    const server = new PlainServer()
    const script = await bundle('plain-list.tsx')
    server.#http.on('request', ({ url }, response) => {
      const isScript = url === '/list.js'
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
      response.end(isScript ? script : PAGE)
    })
    server.#sockets.on('connection', (socket: WebSocket) => {
      send(socket, [...steps].map(rowOf))
    })
    server.#http.listen(0, '127.0.0.1')
    await once(server.#http, 'listening')
    return server
  }

  async open(page: Page): Promise<Subject> {
    const address = this.#http.address()
    if (address === null || typeof address === 'string') throw new Error('not listening')
    await page.goto(`http://127.0.0.1:${address.port}/`)
    return {
      page,
      scrolled: 'html',
      tell: ({ name, step }) => {
        for (const socket of this.#sockets.clients) send(socket, [rowOf([name, step])])
      },
      async steps() {
        const rows = await page
          .locator('tr')
          .evaluateAll((all) =>
            all.map((row) => [
              row.children[1]?.textContent ?? '',
              row.children[4]?.textContent ?? '',
            ]),
          )
        return new Map(rows.map(([name = '', step = '']) => [name, Number(step)]))
      },
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate()
    const closed = once(this.#http, 'close')
    this.#http.close()
    this.#http.closeAllConnections()
    await closed
  }
}

const PAGE =
  '<!doctype html><html lang="en"><title>List</title><div id="root"></div><script src="/list.js"></script></html>'

function rowOf([name, step]: readonly [string, number]): PlainRow {
  return { name, namespace: NAMESPACE, cluster: 'many', step }
}

function send(socket: WebSocket, rows: readonly PlainRow[]): void {
  socket.send(JSON.stringify(rows))
}
