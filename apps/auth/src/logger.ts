import { createLogger, type DestinationStream, type Logger } from '@argus/service-kit/logger'

export type { Logger }

/** The logger of this service; a test reads its lines. */
export const authLogger = (level?: string, into?: DestinationStream): Logger =>
  createLogger('auth', level, into)
