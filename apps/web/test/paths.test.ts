import { expect, it } from '@jest/globals'

import { placeName, pluralName, safeNext } from '../src/paths.ts'

const ORIGIN = 'https://argus.example.com'

it.each([
  [
    '/r/cert-manager.io/certificates?health=Failed',
    '/r/cert-manager.io/certificates?health=Failed',
  ],
  ['/explore', '/explore'],
  [undefined, '/'],
  ['https://evil.example', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/.//evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/login?next=/login', '/'],
])('after the log-in, %s leads to %s', (next, path) => expect(safeNext(next, ORIGIN)).toBe(path))

it('names the place that a log-in leads to', () => {
  expect(placeName('/r/cert-manager.io/certificates?health=Failed')).toBe(
    'certificates, failed, all clusters',
  )
  expect(placeName('/')).toBeUndefined()
})

it.each([
  ['NetworkPolicy', 'networkpolicies', 'NetworkPolicies'],
  ['Certificate', 'certificates', 'Certificates'],
  ['Prometheus', 'prometheuses', 'Prometheuses'],
  ['IPPool', 'ippools', 'IPPools'],
])('%s and %s make %s', (kind, resource, plural) => expect(pluralName(kind, resource)).toBe(plural))
