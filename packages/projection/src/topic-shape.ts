import { hash } from 'node:crypto'

import type { HealthRule } from '@argus/contracts/health-rule'
import type { TopicShape } from '@argus/contracts/record'

import type { PrinterColumn } from './printer-column.ts'

/** What is fixed for all objects of a Topic, with the paths that its projector needs. */
export interface ProjectorShape {
  readonly kind: string
  readonly namespaced: boolean
  readonly columns: readonly PrinterColumn[]
  /** What a plugin knows of the health of this kind. */
  readonly health?: HealthRule | undefined
}

/** The shape as readers get it. Its hash tells apart shapes that would fill a Row differently: paths and rule are in it. */
export function topicShape({ kind, namespaced, columns, health }: ProjectorShape): TopicShape {
  const shown = columns.map(({ jsonPath: _path, ...column }) => column)
  const paths = columns.map(({ jsonPath }) => jsonPath)
  const told = JSON.stringify([kind, namespaced, shown, paths, health])
  return {
    kind,
    namespaced,
    columns: shown,
    hash: hash('sha256', told, 'base64url').slice(0, HASH_LENGTH),
  }
}

/** 96 bits: no two of a Topic's few shapes will ever meet. */
const HASH_LENGTH = 16
