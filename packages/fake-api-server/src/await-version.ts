import { setTimeout as delay } from 'node:timers/promises'
import type { ObjectStore } from './object-store.ts'
import { badRequest, tooLarge } from './status-error.ts'

/**
 * The version a request asks for. One from the future is waited for as long as an API server waits
 * (https://github.com/kubernetes/kubernetes/blob/v1.36.3/staging/src/k8s.io/apiserver/pkg/storage/cacher/watch_cache.go#L47),
 * then refused.
 */
export async function awaitVersion(objects: ObjectStore, text: string | null): Promise<number> {
  const version = Number(text ?? 0)
  if (!Number.isSafeInteger(version) || version < 0) {
    throw badRequest(`resourceVersion: Invalid value: ${JSON.stringify(text)}`)
  }
  for (let waited = 0; version > objects.version && waited < LIMIT_MS; waited += STEP_MS) {
    await delay(STEP_MS)
  }
  if (version > objects.version) throw tooLarge(version, objects.version)
  return version
}

const LIMIT_MS = 3_000
const STEP_MS = 50
