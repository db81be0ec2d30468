import { z } from 'zod'
import type { ApiServer } from './api-server/api-server.ts'

/** The version that an API server says it is, such as `v1.36.3`; throws as every call of an `ApiServer`. */
export async function serverVersion(api: ApiServer, signal: AbortSignal): Promise<string> {
  return versionSchema.parse(await api.get('/version', { signal })).gitVersion
}

const versionSchema = z.object({ gitVersion: z.string() })
