import { readdir, readFile } from 'node:fs/promises'

/** CPU time that all threads of a process have had, in user and kernel, in µs; from Linux' scheduler, in ns. */
export async function cpuMicros(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`)
  const times = await Promise.all(
    threads.map(async (thread) => {
      const text = await readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8')
      return Number(text.split(' ', 1)[0]) / 1_000
    }),
  )
  return times.reduce((sum, time) => sum + time, 0)
}
