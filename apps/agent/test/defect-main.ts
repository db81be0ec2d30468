/** The agent as the program that it is, where whoever asks for a random number meets a defect. */
import { runService } from '@argus/service-kit/lifecycle'

import { readConfig } from '../src/config.ts'
import { agentLogger } from '../src/logger.ts'
import { startAgent } from '../src/service.ts'

const random = (): number => {
  throw new Error('chance is broken')
}

await runService(() => startAgent(readConfig(process.env), { random }), agentLogger())
