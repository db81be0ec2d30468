import { Redis } from 'ioredis'

/** Asks a server one thing, through a connection of its own. Rejects where it does not answer, or answers an error. */
export async function askRedis(
  { url, password }: { readonly url: string; readonly password?: string | undefined },
  command: string,
  ...args: (string | number)[]
): Promise<unknown> {
  const redis = new Redis(url, {
    ...(password === undefined ? {} : { password }),
    retryStrategy: null,
    disconnectTimeout: 50,
  })
  redis.on('error', () => {}) // One that was killed; the question rejects.
  try {
    return await redis.call(command, ...args)
  } finally {
    redis.disconnect()
  }
}
