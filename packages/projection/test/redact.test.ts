import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import type { JsonObject, JsonValue } from '../src/json.ts'
import { redact } from '../src/redact.ts'
import { strip } from '../src/strip.ts'
import { anyObject } from './any-object.ts'
import { CANARY, hasCanary, planted, podTemplate } from './planted.ts'

describe('redaction', () => {
  it.each(planted)('W-09 no canary leaves in %s', (_, object) => {
    expect(hasCanary(JSON.stringify(object))).toBe(true)
    expect(hasCanary(JSON.stringify(redact(strip(object))))).toBe(false)
  })

  it.each(planted)('W-11 redacting %s twice changes nothing more', (_, object) => {
    const once = redact(strip(object))
    expect(redact(strip(once))).toEqual(once)
  })

  it('leaves what only names where a secret is', () => {
    const object: JsonObject = {
      kind: 'Certificate',
      metadata: {
        name: 'web',
        annotations: { 'example.com/team': 'payments' },
        labels: { tokenizer: 'on' },
      },
      spec: {
        secretName: 'web-tls',
        privateKey: { algorithm: 'ECDSA', size: 256 },
        passwordSecretKeyRef: { name: 'db', key: 'password' },
        issuerRef: { kind: 'ClusterIssuer', name: 'letsencrypt' },
        source: 'ssh://git@example.com/web.git',
        containers: [
          {
            env: [
              { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
            ],
          },
        ],
        tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'db' }],
        args: ['--port=8080', '--verbose'],
      },
      status: {
        conditions: [{ type: 'Ready', status: 'True', message: 'Certificate is up to date' }],
      },
    }
    expect(redact(object)).toBe(object)
  })

  it('keeps what is not secret beside what is', () => {
    const object = { kind: 'Secret', type: 'Opaque', metadata: { name: 'db' }, data: { a: CANARY } }
    expect(redact(object)).toEqual({ kind: 'Secret', type: 'Opaque', metadata: { name: 'db' } })
    const variable = {
      spec: podTemplate({ env: [{ name: 'DSN', value: 'postgres://app:x@db/shop?ssl=1' }] }),
    }
    expect(JSON.stringify(redact(variable))).toContain('postgres://[redacted]@db/shop?ssl=1')
  })

  it('says nothing of the length of what it hides', () => {
    const hidden = (value: string) => redact({ spec: { password: value } })
    expect(hidden('a')).toEqual(hidden('a'.repeat(100)))
  })

  it('treats a field called __proto__ as any other', () => {
    const object = JSON.parse(
      `{"__proto__":{"password":"${CANARY}","a":1},"spec":{"token":"${CANARY}"}}`,
    )
    const text = JSON.stringify(redact(object))
    expect(text).not.toContain(CANARY)
    expect(text).toContain('"__proto__":{"password":"[redacted]","a":1}')
  })

  it('cuts off what is nested deeper than anything real', () => {
    let nested: JsonValue = CANARY
    for (let depth = 0; depth < 5_000; depth++) nested = depth % 2 === 0 ? [nested] : { a: nested }
    const left = redact({ spec: nested })
    expect(JSON.stringify(left)).not.toContain(CANARY)
    expect(redact(left)).toEqual(left)
  })

  it('W-11 is total and idempotent over objects of any form, and never changes its argument', () => {
    fc.assert(
      fc.property(anyObject, (object) => {
        const before = JSON.stringify(object)
        const once = redact(strip(object))
        expect(JSON.stringify(object)).toBe(before)
        expect(redact(strip(once))).toEqual(once)
      }),
      { numRuns: 2_000 },
    )
  })

  it('W-09 finds a secret under any object that stands around it', () => {
    fc.assert(
      fc.property(
        anyObject,
        fc.array(fc.constantFrom('spec', 'template', 'items', 'a'), { maxLength: 6 }),
        (around, path) => {
          for (const [, secret] of planted) {
            const inner = path.reduce<JsonObject>(
              (object, field) => ({ ...around, [field]: [object] }),
              secret,
            )
            expect(hasCanary(JSON.stringify(redact({ kind: 'Any', spec: inner })))).toBe(false)
          }
        },
      ),
      { numRuns: 100 },
    )
  })
})
