import type { Change } from './change.ts'
import type { Watched } from './watched.ts'

/** Where what is followed is shown. */
export interface View extends AsyncDisposable {
  /** Something changed. */
  changed(watched: Watched, changes: readonly Change[]): Promise<void>
  /** The connection is lost, or back. */
  lost(why: string | undefined): void
}
