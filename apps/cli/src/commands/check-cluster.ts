import { clustersEndpoints } from '@argus/contracts/http/clusters'

import type { Run } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { formatted } from '../output/structured.ts'
import { open } from '../session/open.ts'
import { sayDiagnosis } from './diagnosis.ts'

const CHECK_MS = 40_000

/** `argus clusters check`: why a cluster cannot be followed, in words. */
export const run: Run = async (input, { config, terminal, signal }) => {
  const { api } = await open(config, input.text('context'))
  const params = { id: input.needed('ID') }
  const diagnosis = await api.call(
    clustersEndpoints.check,
    { params },
    { timeoutMs: CHECK_MS, signal },
  )
  await terminal.out(
    await formatted(input, diagnosis, () => {
      sayDiagnosis(terminal, diagnosis)
      return ''
    }),
  )
  return diagnosis.type === 'ok' ? ExitCode.Done : ExitCode.Found
}
