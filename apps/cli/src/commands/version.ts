import manifest from '../../package.json' with { type: 'json' }

import type { Run } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { formatted } from '../output/structured.ts'

export const run: Run = async (input, { terminal }) => {
  const answer = {
    version: manifest.version,
    node: process.versions.node,
    platform: `${process.platform}/${process.arch}`,
  }
  const text = `argus ${answer.version} (Node ${answer.node}, ${answer.platform})\n`
  await terminal.out(await formatted(input, answer, () => text))
  return ExitCode.Done
}
