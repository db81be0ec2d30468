import { readdir, readFile } from 'node:fs/promises'

/** What a process holds now. */
export interface ProcessUse {
  readonly residentBytes: number
  readonly descriptors: number
}

/** Reads it from Linux' `/proc`; `undefined` for a process that is gone. */
export async function useOf(pid: number): Promise<ProcessUse | undefined> {
  try {
    const [status, descriptors] = await Promise.all([
      readFile(`/proc/${pid}/status`, 'utf8'),
      readdir(`/proc/${pid}/fd`),
    ])
    const kilobytes = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1])
    return { residentBytes: kilobytes * 1_024, descriptors: descriptors.length }
  } catch {
    return undefined // Gone between two looks; whoever expects it to live says so.
  }
}
