import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')

/** The absolute path of what lies in this checkout. */
export const inRepository = (path: string): string => join(root, path)

/** Where `make up` keeps its data, secrets and logs. */
export const dataFolder = inRepository('.argus')
