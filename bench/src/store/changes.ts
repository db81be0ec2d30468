import type { Change } from '@argus/bus/publish'

export type Upsert = Extract<Change, { type: 'upsert' }>

/** What a change of a custom resource comes to: a record of some 400 bytes, an object of 3.2 KB. */
const OBJECT_BYTES = 3_200

/** So many changes, over so many keys in turn, each unlike the one before. */
export function changesOf(count: number, keys: number): readonly Upsert[] {
  return Array.from({ length: count }, (_, i) => changeOf(`bench/object-${(i * 7_919) % keys}`, i))
}

function changeOf(key: string, turn: number): Upsert {
  const hash = turn.toString(36).padStart(16, '0')
  const record = {
    key,
    uid: `9f1c6a52-7d1f-4c55-9a57-${String(turn % 1_000_000).padStart(12, '0')}`,
    resourceVersion: String(1_000_000 + turn),
    hash,
    labels: { 'app.kubernetes.io/name': 'bench', team: 'platform' },
    type: 'MODIFIED' as const,
    row: {
      created: 1_700_000_000_000,
      changed: 1_700_000_000_000 + turn,
      health: 'Current' as const,
      healthSince: 1_700_000_000_000,
      reason: '',
      owners: [],
      cells: ['Ready', turn % 10, true, null],
    },
  }
  const text = JSON.stringify({ metadata: { name: key, hash }, spec: { pad: PAD } })
  return { type: 'upsert', record, object: Buffer.from(text) }
}

const PAD = 'x'.repeat(OBJECT_BYTES - 80)
