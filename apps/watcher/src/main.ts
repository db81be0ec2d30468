import { runService } from '@argus/service-kit/lifecycle'

import { readConfig } from './config.ts'
import { watcherLogger } from './logger.ts'
import { startWatcher } from './service.ts'

await runService(() => startWatcher(readConfig(process.env)), watcherLogger())
