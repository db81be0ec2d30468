import { type FSWatcher, watch } from 'node:fs'

/** Tells of changes in folders as soon as the system does. Not every file system does: whoever listens looks by itself, too. */
export class FolderWatch implements Disposable {
  readonly #told: () => void
  readonly #watchers = new Map<string, FSWatcher>()

  constructor(told: () => void) {
    this.#told = told
  }

  /** Watches these folders from now on, and no others. */
  set(folders: readonly string[]): void {
    for (const folder of this.#watchers.keys()) if (!folders.includes(folder)) this.#drop(folder)
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#add(folder)
  }

  [Symbol.dispose](): void {
    for (const folder of this.#watchers.keys()) this.#drop(folder)
  }

  #add(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, this.#told)
      // A folder that went away: the next look finds out.
      watcher.on('error', () => this.#drop(folder))
      this.#watchers.set(folder, watcher)
    } catch {
      // It is gone, or cannot be watched: what looks by itself sees it all the same.
    }
  }

  #drop(folder: string): void {
    this.#watchers.get(folder)?.close()
    this.#watchers.delete(folder)
  }
}
