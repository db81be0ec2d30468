import { runService } from '@argus/service-kit/lifecycle'

import { readConfig } from './config.ts'
import { agentLogger } from './logger.ts'
import { startAgent } from './service.ts'

await runService(() => startAgent(readConfig(process.env)), agentLogger())
