import { runService } from '@argus/service-kit/lifecycle'

import { readConfig } from './config.ts'
import { authLogger } from './logger.ts'
import { startAuth } from './service.ts'

await runService(() => startAuth(readConfig(process.env)), authLogger())
