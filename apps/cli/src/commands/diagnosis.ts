import type { ClusterDiagnosis } from '@argus/contracts/cluster-diagnosis'

import type { Terminal } from '../output/terminal.ts'

/** Says what a check of a cluster came to; answers whether Argus can follow it. */
export function sayDiagnosis(terminal: Terminal, diagnosis: ClusterDiagnosis): boolean {
  if (diagnosis.type !== 'ok') {
    const { happened, why, advice } = diagnosis
    terminal.note(sentences(happened, why, advice))
    return false
  }
  terminal.note(`Argus reaches it: Kubernetes ${diagnosis.version}.`)
  for (const { happened, why, advice } of diagnosis.findings)
    terminal.note(`  ${sentences(happened, why, advice)}`)
  return true
}

/** Parts that may or may not have an end of their own. */
const sentences = (...parts: readonly string[]): string =>
  parts
    .filter((part) => part !== '')
    .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
    .join(' ')
