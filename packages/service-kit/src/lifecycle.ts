import type { Logger } from './logger.ts'

/** Resolves when the process is asked to stop (SIGTERM, SIGINT, or its parent's end of the IPC channel closes). */
export function stopRequested(): Promise<string> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve('SIGTERM'))
    process.once('SIGINT', () => resolve('SIGINT'))
    process.once('disconnect', () => resolve('disconnect'))
  })
}

/**
 * Runs a service as a process: starts it, waits to be asked to stop, disposes it. A start that fails, and any
 * error nobody caught, is logged and ends the process with code 1: a supervisor starts it whole again.
 */
export async function runService(
  start: () => Promise<AsyncDisposable>,
  logger: Logger,
): Promise<void> {
  const fatal = (error: unknown): void => {
    logger.fatal({ err: error }, 'stopped by an error nobody caught')
    process.exit(1)
  }
  process.once('uncaughtException', fatal)
  process.once('unhandledRejection', fatal)
  const stop = stopRequested() // before the start: a stop that comes early is obeyed once there is something to stop
  try {
    await using _service = await start()
    const signal = await stop
    logger.info({ signal }, 'stopping')
  } catch (error) {
    logger.fatal({ err: error }, 'could not start')
    process.exit(1)
  }
  process.exit(0)
}
