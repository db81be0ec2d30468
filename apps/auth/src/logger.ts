import { createLogger, type Logger } from '@argus/service-kit/logger'

export type { Logger }

/** The logger of this service. */
export const authLogger = (level?: string): Logger => createLogger('auth', level)
