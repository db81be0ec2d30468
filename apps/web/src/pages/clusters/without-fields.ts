import { parseDocument } from 'yaml'

import type { RefusedField } from './kubeconfig-field.ts'

/** The text without these fields. Comments, order and everything else stay. */
export function withoutFields(text: string, refused: readonly RefusedField[]): string {
  const document = parseDocument(text, { schema: 'core' })
  for (const { path } of refused) if (path !== undefined) document.deleteIn(path)
  // As it was written: kubectl does not indent the entries of lists, people often do.
  return document.toString({ lineWidth: 0, indentSeq: !/^- /mu.test(text) })
}
