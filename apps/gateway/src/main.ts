import { runService } from '@argus/service-kit/lifecycle'

import { readConfig } from './config.ts'
import { gatewayLogger } from './logger.ts'
import { startGateway } from './service.ts'

await runService(() => startGateway(readConfig(process.env)), gatewayLogger())
