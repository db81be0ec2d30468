import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

import { describe, expect, it } from '@jest/globals'

import { openLoopback, type Loopback } from '../../src/session/loopback.ts'

const STATE = 'a-state-that-nobody-guesses'
const never = new AbortController().signal

/** The status and the page that somebody is answered who asks the listener so. */
async function ask(
  { redirectUri }: Loopback,
  { path = '/callback', search = '', method = 'GET', host = new URL(redirectUri).host } = {},
) {
  const { hostname, port } = new URL(redirectUri)
  const asking = request({ hostname, port, method, path: path + search, headers: { host } })
  asking.end()
  const [answer] = await once(asking, 'response')
  return { status: Number(answer.statusCode), page: await text(answer), headers: answer.headers }
}

describe('what waits for the browser', () => {
  it('A-39 takes the one answer that has its state, and says nothing of it to the page', async () => {
    await using loopback = await openLoopback(STATE, never)
    expect(loopback.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/)
    const { status, page, headers } = await ask(loopback, { search: `?code=c0de&state=${STATE}` })
    expect(await loopback.brought).toEqual({ type: 'code', code: 'c0de' })
    expect(status).toBe(200)
    expect(page).not.toMatch(/c0de|a-state/)
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
  })

  it('A-39 is not ended by what anybody else sends, in whatever form', async () => {
    await using loopback = await openLoopback(STATE, never)
    for (const asked of [
      { search: '?code=stolen&state=another' },
      { search: '?code=stolen' },
      { search: '?error=access_denied' },
      { search: `?state=${STATE}` },
      { path: '/', search: `?code=x&state=${STATE}` },
      { path: '/callback/', search: `?code=x&state=${STATE}` },
      { path: '//' },
      { path: '//evil.example/callback', search: `?code=x&state=${STATE}` },
      { path: '//callback', search: `?code=x&state=${STATE}` },
      { method: 'POST', search: `?code=x&state=${STATE}` },
      { host: 'evil.example', search: `?code=x&state=${STATE}` },
      { host: 'localhost', search: `?code=x&state=${STATE}` },
      { search: '?%' },
    ])
      expect([asked, (await ask(loopback, asked)).status]).toEqual([asked, 404])
    await ask(loopback, { search: `?error=access_denied&state=${STATE}` })
    expect(await loopback.brought).toEqual({ type: 'denied' })
  })

  it('listens on this machine alone, and not at all afterwards', async () => {
    const loopback = await openLoopback(STATE, never)
    const port = Number(new URL(loopback.redirectUri).port)
    await loopback[Symbol.asyncDispose]()
    const socket = connect(port, '127.0.0.1')
    const [error] = await once(socket, 'error')
    expect(error).toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('ends with its signal', async () => {
    const stop = new AbortController()
    await using loopback = await openLoopback(STATE, stop.signal)
    stop.abort(new Error('Ctrl-C'))
    await expect(loopback.brought).rejects.toThrow('Ctrl-C')
  })
})
