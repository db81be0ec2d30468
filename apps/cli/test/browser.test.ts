import { describe, expect, it } from '@jest/globals'

import { browserCommand } from '../src/browser.ts'
import { loginWay, type LoginSaid } from '../src/session/login-way.ts'

describe('the browser of this place', () => {
  it.each([
    ['linux', { DISPLAY: ':0' }, ['xdg-open']],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open']],
    ['linux', {}, undefined],
    ['linux', { DISPLAY: 'localhost:10.0', SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, undefined],
    ['darwin', {}, ['open']],
    ['darwin', { SSH_TTY: '/dev/ttys001' }, undefined],
    ['win32', {}, ['rundll32', 'url.dll,FileProtocolHandler']],
    ['linux', { BROWSER: '/usr/bin/firefox' }, ['/usr/bin/firefox']],
    ['linux', { BROWSER: '/opt/open here', SSH_TTY: '/dev/pts/1' }, ['/opt/open here']],
    ['linux', { BROWSER: '' }, undefined],
  ] as const)('on %s with %j is opened by %j', (platform, env, command) => {
    expect(browserCommand(env, platform)).toEqual(command)
  })
})

describe('a login', () => {
  const person: LoginSaid = {
    password: false,
    device: false,
    forPassword: false,
    canAsk: true,
    hasBrowser: true,
  }
  it.each([
    [{}, 'browser'],
    [{ hasBrowser: false }, 'device'],
    [{ device: true }, 'device'],
    [{ device: true, canAsk: false }, 'device'],
    [{ password: true }, 'password'],
    [{ forPassword: true }, 'password'],
    [{ canAsk: false }, 'password'],
    [{ canAsk: false, hasBrowser: false }, 'password'],
    [{ device: true, password: true }, undefined],
    [{ device: true, forPassword: true }, undefined],
  ] as const)('goes, with %j, by %s', (said, way) => {
    expect(loginWay({ ...person, ...said })).toBe(way)
  })
})
