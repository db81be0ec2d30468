import { describe, expect, it } from '@jest/globals'

import { openApi } from '../../src/session/api.ts'
import { logInByBrowser } from '../../src/session/browser-login.ts'

describe('a login by the browser', () => {
  it('is given up where nobody comes back, and closes its port', async () => {
    const said: string[] = []
    const login = logInByBrowser(openApi(new URL('https://argus.example/console/')), {
      browser: undefined,
      say: (line) => said.push(line),
      signal: new AbortController().signal,
      patienceMs: 300,
    })
    await expect(login).rejects.toMatchObject({
      code: 'timed_out',
      next: expect.stringContaining('argus login --device'),
    })
    const address = URL.parse(said.join(' ').match(/https:\S+/)?.[0] ?? '')
    expect([address?.origin, address?.pathname]).toEqual([
      'https://argus.example',
      '/console/authorize',
    ])
    const asked = Object.fromEntries(address?.searchParams ?? [])
    expect(asked).toEqual({
      client: 'argus-cli',
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      terminal: expect.stringContaining('@'),
    })
    await expect(fetch(asked['redirect_uri'] ?? '')).rejects.toThrow()
  })
})
