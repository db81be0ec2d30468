import { describe, expect, it } from '@jest/globals'

import type { PrinterColumn } from '../src/printer-column.ts'
import { createProjector } from '../src/project.ts'

const column = (name: string, jsonPath: string): PrinterColumn => ({
  name,
  type: 'string',
  priority: 0,
  jsonPath,
})

function project(object: object, columns: readonly PrinterColumn[] = []) {
  const text = JSON.stringify({ metadata: { name: 'one', namespace: 'a' }, ...object })
  const projector = createProjector({ kind: 'Thing', namespaced: true, columns })
  return projector(JSON.parse(text), Buffer.from(text))
}

describe('objects as they really are', () => {
  it('are not judged by what a column is called: "Status" may hold a message, "Ready" a number', () => {
    const columns = [
      column('Status', '.status.note'),
      column('Ready', '.status.readyInstances'),
      column('Health', '.spec.health'),
    ]
    const object = { spec: { health: 'Healthy' }, status: { note: 'Ready', readyInstances: '3/3' } }
    expect(project(object, columns).row).toMatchObject({
      health: 'Unknown',
      cells: ['Ready', '3/3', 'Healthy'],
    })
  })

  it('have a time of their own where no column shows their age', () => {
    const metadata = { name: 'one', creationTimestamp: '2026-01-02T03:04:05Z' }
    expect(project({ metadata }).row).toMatchObject({
      created: Date.UTC(2026, 0, 2, 3, 4, 5),
      cells: [],
    })
  })

  it('keep annotations of 256 KB, and any Unicode in names, labels and messages', () => {
    const large = 'wörter 𝒳 👩‍🚀\u2028'.repeat(12_000)
    const metadata = {
      name: 'one',
      labels: { 'example.org/größe': 'ÄÖ' },
      annotations: { 'example.org/large': large },
    }
    const message = 'nicht möglich\u2029 👩‍🚀'
    const status = { conditions: [{ type: 'Ready', status: 'False', message }] }
    const { object, labels, row } = project({ metadata, status })
    expect(object.length).toBeGreaterThan(256 * 1024)
    expect(JSON.parse(object.toString())).toMatchObject({ metadata, status })
    expect(labels).toEqual(metadata.labels)
    expect(row.reason).toBe('Ready: nicht möglich 👩‍🚀')
  })

  it('may have no spec, and a status of any form', () => {
    expect(project({ status: { anything: [1, { at: 'all' }] } }).row.health).toBe('Unknown')
    expect(project({}).row.health).toBe('Unknown')
  })

  it('hold integers up to 2³² and beyond 2⁵³, each with every digit', () => {
    const text = '{"metadata":{"name":"one"},"spec":{"quota":4294967295,"id":18446744073709551615}}'
    const columns = [column('Quota', '.spec.quota'), column('Id', '.spec.id')]
    const projector = createProjector({ kind: 'Thing', namespaced: false, columns })
    const { row, object } = projector(JSON.parse(text), Buffer.from(text))
    expect(row.cells).toEqual(['4294967295', '18446744073709551615'])
    expect(object.toString()).toContain('"quota":4294967295,"id":18446744073709551615')
  })
})
