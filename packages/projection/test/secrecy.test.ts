import { expect, test } from '@jest/globals'

import { secrecyOf } from '../src/secrecy.ts'

const core = (resource: string) => ({ group: 'core', resource })

test('W-10 Secrets are not asked for until an operator says so, and then for their metadata', () => {
  expect(secrecyOf(core('secrets'), 'never')).toMatchObject({
    type: 'closed',
    reason: expect.stringContaining('ARGUS_SECRETS=metadata'),
  })
  expect(secrecyOf({ group: '', resource: 'secrets' }, 'never')).toMatchObject({ type: 'closed' })
  expect(secrecyOf(core('secrets'), 'metadata')).toEqual({ type: 'open', form: 'metadata' })
})

test('what is in ConfigMaps is not asked for either', () => {
  expect(secrecyOf(core('configmaps'), 'never')).toEqual({ type: 'open', form: 'metadata' })
})

test('everything else is followed whole, what is called alike in other groups too', () => {
  expect(secrecyOf(core('pods'), 'never')).toEqual({ type: 'open', form: 'whole' })
  const other = { group: 'example.org', resource: 'secrets' }
  expect(secrecyOf(other, 'never')).toEqual({ type: 'open', form: 'whole' })
})
