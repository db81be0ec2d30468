import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a proxy says that what reached it from the client was not encrypted, other than on one machine. Who makes that
 * up harms nobody else, so whoever says it is believed. The first of several proxies is the one that the client dialled.
 */
export function isBareWay(headers: IncomingHttpHeaders): boolean {
  const scheme = first(headers['x-forwarded-proto'])?.toLowerCase()
  if (scheme !== 'http' && scheme !== 'ws') return false
  return !isOwnMachine(first(headers['x-forwarded-host']) ?? headers.host ?? '')
}

function first(header: string | readonly string[] | undefined): string | undefined {
  const text = typeof header === 'string' ? header : header?.[0]
  return text?.split(',', 1)[0]?.trim()
}

/** The names that browsers take for the machine they run on (https://w3c.github.io/webappsec-secure-contexts/#localhost). */
function isOwnMachine(host: string): boolean {
  const address = `http://${host}`
  if (!URL.canParse(address)) return false
  const { hostname } = new URL(address)
  return /^(?:(?:.+\.)?localhost\.?|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}
