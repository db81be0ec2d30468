import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

import { describe, expect, it } from '@jest/globals'

const logger = join(import.meta.dirname, '../src/logger.ts')

function logged(line: string): unknown {
  const script = `import { createLogger } from ${JSON.stringify(logger)}; createLogger('test').info(${line}, 'said')`
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
      encoding: 'utf8',
    }),
  )
}

describe('a log line', () => {
  it('never holds a token or a key of ours, in whatever text it stands', () => {
    const jwt = `${Buffer.from('{"alg":"ES256"}').toString('base64url')}.canary.canary`
    const line = JSON.stringify(
      logged(
        `{ err: new Error('refused ${jwt}'), url: '/x?y=${jwt}', deep: { a: { b: { c: 'argus_abcdefgh_canarycanarycanary' } } } }`,
      ),
    )
    expect(line).not.toContain('canary')
    expect(line).toContain('[redacted]')
  })

  it('is one JSON object with the service and a level in words', () => {
    expect(logged(`{ cluster: 'prod' }`)).toMatchObject({
      service: 'test',
      level: 'info',
      msg: 'said',
      cluster: 'prod',
    })
  })

  it('never holds a secret', () => {
    const line = JSON.stringify(
      logged(
        `{ token: 'canary', body: { password: 'canary', refresh_token: 'canary' }, req: { headers: { cookie: 'canary' } } }`,
      ),
    )
    expect(line).not.toContain('canary')
    expect(line).toContain('[redacted]')
  })
})
