/** Where a log-in leads: a path of this origin, or the overview. Anything that could lead elsewhere is dropped. */
export function safeNext(next: string | undefined, origin: string): string {
  if (next === undefined || !next.startsWith('/')) return '/'
  // The browser's own reading decides: `//host`, `/\host` and the like are other origins to it.
  const url = URL.parse(next, origin)
  if (url === null || url.origin !== origin || url.pathname.startsWith('/login')) return '/'
  // `/.//host` is a path when it is read, and another origin when it is followed.
  if (url.pathname.startsWith('//')) return '/'
  return `${url.pathname}${url.search}${url.hash}`
}

/** What a path leads to, in words; nothing for the overview, which needs none. */
export function placeName(path: string): string | undefined {
  const { pathname, searchParams } = new URL(path, 'http://console.invalid')
  const [, area, first, resource] = pathname.split('/')
  if (area === 'explore') return 'the explorer'
  if (area === 'admin') return 'the administration'
  if (area === 'p') return first === undefined ? 'the plugins' : decodeURIComponent(first)
  if (area === 'settings') return 'your settings'
  if (area === 'clusters') return 'the clusters'
  if (area === 'status') return 'the state report'
  if (area === 'authorize' || area === 'device') return 'the terminal that asks to be logged in'
  if (area !== 'r' || resource === undefined) return undefined
  const health = searchParams.get('health')?.split(',') ?? []
  const clusters = searchParams.get('clusters')?.split(',') ?? ['all clusters']
  return [readable(resource), ...health.map((word) => word.toLowerCase()), ...clusters].join(', ')
}

/** A part of a path as it was before it was written; what no browser would write stays as it is. */
function readable(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    if (error instanceof URIError) return part
    throw error
  }
}

/** `NetworkPolicies` from the kind `NetworkPolicy` and its plural `networkpolicies`. */
export function pluralName(kind: string, resource: string): string {
  const lower = kind.toLowerCase()
  let same = 0
  while (same < lower.length && lower[same] === resource[same]) same += 1
  return kind.slice(0, same) + resource.slice(same)
}
