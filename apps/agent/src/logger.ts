import { createLogger, type Logger } from '@argus/service-kit/logger'

export type { Logger }

/** The logger of this service. */
export const agentLogger = (level?: string): Logger => createLogger('agent', level)
