import { describe, expect, it } from '@jest/globals'

import { readConfig } from '../src/config.ts'

const on = (platform: NodeJS.Platform) => ({ platform, home: '/home/ada' })

describe('the configuration', () => {
  it.each([
    ['linux', {}, { folder: '/home/ada/.config/argus', cache: '/home/ada/.cache/argus-cli' }],
    [
      'darwin',
      {},
      {
        folder: '/home/ada/Library/Application Support/argus',
        cache: '/home/ada/Library/Caches/argus-cli',
      },
    ],
    [
      'linux',
      { XDG_CONFIG_HOME: '/etc/ada', XDG_CACHE_HOME: '/var/ada' },
      { folder: '/etc/ada/argus', cache: '/var/ada/argus-cli' },
    ],
    ['linux', { ARGUS_CONFIG_DIR: '/a', ARGUS_CACHE_DIR: '/b' }, { folder: '/a', cache: '/b' }],
  ] as const)('lies in the place of %s with %p', (platform, env, places) => {
    expect(readConfig(env, on(platform))).toMatchObject(places)
  })

  it('is that of the profile on Windows', () => {
    const { folder } = readConfig(
      { APPDATA: String.raw`C:\Users\ada\AppData\Roaming` },
      on('win32'),
    )
    expect(folder).toContain('Roaming')
  })

  it('takes a variable that is empty for none', () => {
    expect(
      readConfig({ ARGUS_URL: '', ARGUS_API_KEY: '', NO_COLOR: '' }, on('linux')),
    ).toMatchObject({
      url: undefined,
      apiKey: undefined,
      colour: 'auto',
    })
  })

  it('names every variable that says what cannot be, and no value', () => {
    const wrong = { ARGUS_URL: 'ftp://x', ARGUS_API_KEY: 'k'.repeat(300) }
    expect(() => readConfig(wrong, on('linux'))).toThrow(
      /ARGUS_URL must be.*ARGUS_API_KEY is longer/,
    )
    expect(() => readConfig(wrong, on('linux'))).not.toThrow(/kkkk/)
  })

  it.each([
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, 'never'],
    [{ FORCE_COLOR: '1' }, 'always'],
    [{ FORCE_COLOR: '0' }, 'auto'],
  ])('knows colour by %p as %s', (env, colour) => {
    expect(readConfig(env, on('linux')).colour).toBe(colour)
  })
})
