import type { KubernetesObject } from '@argus/contracts/gateway-frame'

/** A page elsewhere that an object names. */
export interface LinkOut {
  /** The field that names it. */
  readonly path: string
  readonly url: string
  readonly host: string
}

/**
 * The pages elsewhere that an object names: values that are an address of http or https and nothing else, each once.
 * Whoever writes the object decides where they lead, so the host is to be shown.
 */
export function linksOut(object: KubernetesObject | undefined): readonly LinkOut[] {
  const found = new Map<string, LinkOut>()
  collect(found, 'metadata.annotations', object?.metadata['annotations'])
  collect(found, 'spec', object?.['spec'])
  collect(found, 'status', object?.['status'])
  return [...found.values()]
}

function collect(found: Map<string, LinkOut>, path: string, value: unknown): void {
  if (found.size >= MOST) return
  if (typeof value === 'string') {
    const link = linkOf(path, value)
    if (link !== undefined && !found.has(link.url)) found.set(link.url, link)
  } else if (Array.isArray(value))
    for (const [index, one] of value.entries()) collect(found, `${path}[${index}]`, one)
  else if (typeof value === 'object' && value !== null)
    for (const [name, one] of Object.entries(value)) collect(found, `${path}.${name}`, one)
}

function linkOf(path: string, text: string): LinkOut | undefined {
  if (text.length > LONGEST || !/^https?:\/\/\S+$/iu.test(text)) return undefined
  const url = URL.parse(text)
  // A name before the host is there to look like a host.
  if (url === null || url.username !== '' || url.password !== '') return undefined
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  return { path, url: url.href, host: url.host }
}

const MOST = 20
const LONGEST = 2_000
