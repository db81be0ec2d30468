import { clustersEndpoints } from '@argus/contracts/http/clusters'

import type { Run } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { Failure, misused } from '../failure.ts'
import { questioner } from '../output/questions.ts'
import { open } from '../session/open.ts'
import { proving } from '../session/step-up.ts'
import { proofQuestions } from './proof-questions.ts'

/** `argus clusters remove`: Argus forgets it and its credential; in the cluster nothing changes. */
export const run: Run = async (input, surroundings) => {
  const { config, terminal, signal } = surroundings
  const id = input.needed('ID')
  const opened = await open(config, input.text('context'))
  const { version, source } = await opened.api.call(
    clustersEndpoints.get,
    { params: { id } },
    { signal },
  )
  if (version === null)
    throw new Failure({
      code: 'not_allowed',
      happened: `"${id}" cannot be removed by a call`,
      why: `it comes from ${source === 'kubeconfig' ? 'the kubeconfig of Argus' : `"${source}"`}`,
      next: 'Who runs Argus takes it out there.',
    })
  if (!input.on('yes')) {
    const question = questioner(surroundings, input.on('password-stdin'))
    const said = await question({
      text: `Argus forgets "${id}" and its credential. Write its name to go on: `,
      else: 'Say that it is meant: --yes.',
    })
    if (said !== id) throw misused(`"${id}" is as it was: that is not its name`)
  }
  await proving({ config, opened }, proofQuestions(input, surroundings), () =>
    opened.api.call(clustersEndpoints.delete, { params: { id }, query: { version } }, { signal }),
  )
  terminal.note(`"${id}" is removed. Its account in the cluster is still there.`)
  return ExitCode.Done
}
