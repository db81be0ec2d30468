import { spawn, type ChildProcess } from 'node:child_process'

/**
 * Sends a child a signal when this process is gone, however it went, killed among it: a shell waits for the end of a
 * pipe that we hold. It ends with the child, so that the signal meets nobody else of the same number.
 */
export function followUs(child: ChildProcess, signal: 'KILL' | 'INT' = 'KILL'): void {
  if (child.pid === undefined) return // It could not be started; 'error' follows.
  const guard = spawn('/bin/sh', ['-c', `read -r _; kill -${signal} ${child.pid}`], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.once('exit', () => guard.kill('SIGKILL'))
}
