import { createLogger, type Logger } from '@argus/service-kit/logger'

export type { Logger }

/** The watcher's logger: constant messages, data in fields. Objects of clusters are never among them. */
export function watcherLogger(level?: string): Logger {
  return createLogger('watcher', level)
}
