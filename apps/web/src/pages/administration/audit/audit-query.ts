import { timeAt, wallTime } from '../../../live/wall-time.ts'
import { unknownValue } from '../../../search.ts'

/** What an address says of the audit log. */
export interface AuditSearch {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly target?: string | undefined
  readonly outcome?: string | undefined
  readonly request?: string | undefined
}

export const OUTCOMES = ['ok', 'refused', 'failed'] as const

export interface AuditQuery {
  /** The filters as the API takes them. */
  readonly query: Readonly<Record<string, string>>
  /** Sentences about what does not exist and was left out. */
  readonly ignored: readonly string[]
}

/** The filters of an address, those that the API would refuse left out and told. */
export function auditQuery(search: AuditSearch): AuditQuery {
  const query: Record<string, string> = {}
  const ignored: string[] = []
  const take = (name: keyof AuditSearch, read: (text: string) => string | undefined) => {
    const text = search[name]?.trim() ?? ''
    if (text === '') return
    const value = read(text)
    if (value === undefined) ignored.push(unknownValue(name, text))
    else query[name] = value
  }
  take('from', timeOf)
  take('to', timeOf)
  take('actor', (text) => text.slice(0, 254))
  take('action', (text) => (ACTION.test(text) && text.length <= 64 ? text : undefined))
  take('target', (text) => text.slice(0, 254))
  take('outcome', (text) => OUTCOMES.find((known) => known === text))
  take('request', (text) => text.slice(0, 64))
  return { query, ignored }
}

function timeOf(text: string): string | undefined {
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : new Date(at).toISOString()
}

/** A time of an address as a field of the page takes it: in the zone that all times are in, to the minute. */
export function fieldTime(text: string | undefined, zone: string): string {
  const at = Date.parse(text ?? '')
  return Number.isNaN(at) ? '' : wallTime(at, zone)
}

/** The time of a field as an address has it. */
export function addressTime(text: string, zone: string): string | undefined {
  const at = timeAt(text, zone)
  return at === undefined ? undefined : new Date(at).toISOString()
}

const ACTION = /^[a-z0-9_]+(\.[a-z0-9_]*)*\*?$/u
