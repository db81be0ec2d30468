import { describe, expect, it } from '@jest/globals'

import { nginxConfig } from '../src/nginx-config.ts'
import { proxyTable } from '../src/proxy-table.ts'
import { securityHeaders } from '../src/security-headers.ts'

/** The locations of the configuration and what stands in each. */
const locations = new Map(
  [...nginxConfig().matchAll(/^ {4}location (?<where>[^{]+) \{\n(?<inside>[\s\S]*?)^ {4}\}/gm)].map(
    ({ groups }) => [groups?.['where'] ?? '', groups?.['inside'] ?? ''],
  ),
)

function inside(location: string): string {
  const text = locations.get(location)
  if (text === undefined) throw new Error(`there is no location ${location}`)
  return text
}

describe("the image's server", () => {
  it.each(['/', '/assets/'])('gives out %s with every header of the console', (location) => {
    for (const [name, value] of Object.entries(securityHeaders))
      expect(inside(location)).toContain(`add_header ${name} "${value}" always;`)
  })

  it('lets hashed files be kept for a year, and all others be asked for each time', () => {
    expect(inside('/assets/')).toContain(
      'add_header Cache-Control "public, max-age=31536000, immutable" always;',
    )
    expect(inside('/')).toContain('add_header Cache-Control "no-cache" always;')
  })

  it('says so where a file that is missing has a hash, instead of showing the page', () =>
    expect(inside('/assets/')).toContain('try_files $uri =404;'))

  it.each(proxyTable.map(({ path, service }) => [path, service] as const))(
    'hands %s on to %s, with the path, the host and the address of who asks',
    (path, service) => {
      const route = inside(path)
      expect(route).toContain(`set $service "\${ARGUS_${service.toUpperCase()}_URL}";`)
      expect(route).toContain('proxy_pass $service;')
      expect(route).toContain('proxy_set_header Host $http_host;')
      expect(route).toContain('proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;')
      expect(route).toContain('proxy_set_header X-Forwarded-Proto $forwarded_proto;')
    },
  )

  it('shows cookies to the log-in alone', () => {
    const shown = proxyTable.filter(({ path }) => !inside(path).includes('Cookie "";'))
    expect(shown.map(({ path }) => path)).toEqual(['/api/auth'])
  })

  it('keeps sockets open that say nothing for a while', () => {
    for (const path of ['/ws', '/api/agents/uplink'])
      expect(inside(path)).toContain('proxy_set_header Upgrade $http_upgrade;')
    expect(inside('/ws')).toContain('proxy_read_timeout 1h;')
  })

  it('hands nothing on but by the table', () => {
    const handing = [...locations].filter(([, text]) => text.includes('proxy_pass'))
    expect(handing.map(([where]) => where)).toEqual(proxyTable.map(({ path }) => path))
    for (const closed of ['/api/', '= /metrics', '/internal/'])
      expect(inside(closed)).toContain('return 404')
  })

  it('has no path that lies inside one of another service, where the order would count', () => {
    for (const [at, { path }] of proxyTable.entries())
      for (const other of proxyTable.slice(at + 1)) expect(other.path.startsWith(path)).toBe(false)
  })
})
