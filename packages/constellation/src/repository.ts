import { join, resolve } from 'node:path'

import type { Env } from './supervised-process.ts'

const root = join(import.meta.dirname, '../../..')

/** The absolute path of what lies in this checkout. */
export const inRepository = (path: string): string => join(root, path)

/** Where `make up` keeps its data, secrets and logs: `.argus`, unless ARGUS_DATA_DIR says otherwise. */
export function dataFolder({ ARGUS_DATA_DIR: chosen = '' }: Env): string {
  return chosen === '' ? inRepository('.argus') : resolve(chosen)
}
