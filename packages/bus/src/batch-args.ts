import { objectValue } from './object-value.ts'
import type { Change } from './topic-log.ts'

/** Four arguments of the publish script: what, key, record, object. */
export type ChangeArgs = readonly [what: 'U' | 'D' | 'u' | 'd', string, string, Buffer | string]

/**
 * Changes as the publish script takes them, numbered from after a seq, which the script makes sure of. One that its own batch overtakes is numbered and announced like any
 * other, in lower case, so that it is not stored.
 */
export function changeArgs(changes: readonly Change[], after: number): readonly ChangeArgs[] {
  const last = new Map(changes.map((change, i) => [keyOf(change), i]))
  return changes.map((change, i) => {
    const key = keyOf(change)
    const seq = after + i + 1
    const stored = last.get(key) === i
    if (change.type === 'delete') {
      return [stored ? 'D' : 'd', key, numbered({ key, type: 'DELETED' }, seq), '']
    }
    const record = numbered(change.record, seq)
    return stored ? ['U', key, record, objectValue(change.object, seq)] : ['u', key, record, '']
  })
}

/** One script writes at most so much: Redis serves nobody else meanwhile (some 5 ms), and Lua unpacks no longer lists. */
const PAGE = 256
const PAGE_BYTES = 4 * 1024 * 1024

/** Cuts changes into as many scripts as they need; nearly always one. Changes of one Key may part company. */
export function pagesOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const pages: Change[][] = []
  let page: Change[] = []
  let bytes = 0
  for (const change of changes) {
    const size = change.type === 'delete' ? 0 : change.object.length
    if (page.length === PAGE || (page.length > 0 && bytes + size > PAGE_BYTES)) {
      pages.push(page)
      page = []
      bytes = 0
    }
    page.push(change)
    bytes += size
  }
  return [...pages, page]
}

function keyOf(change: Change): string {
  return change.type === 'delete' ? change.key : change.record.key
}

function numbered(value: object, seq: number): string {
  return `{"seq":${seq},${JSON.stringify(value).slice(1)}`
}
