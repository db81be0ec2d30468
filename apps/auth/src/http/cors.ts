import type { RequestHandler } from 'express'

/** How long a browser need not ask again, in seconds. */
const PREFLIGHT_SECONDS = '600'

/**
 * Lets pages of exactly these origins read what we answer, and no others. Every answer says that it depends on the
 * origin, so that no cache gives one page's answer to another.
 */
export function cors(origins: readonly string[]): RequestHandler {
  return (request, response, next) => {
    response.vary('Origin')
    const origin = request.get('origin')
    const listed = origin !== undefined && origins.includes(origin)
    if (listed) {
      response.set({
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Allow-Credentials': 'true',
        'Access-Control-Expose-Headers': 'Retry-After',
      })
    }
    const preflight = request.get('access-control-request-method') !== undefined
    if (request.method !== 'OPTIONS' || !preflight) {
      next()
      return
    }
    if (listed) {
      response.set({
        'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
        'Access-Control-Allow-Headers': 'Authorization, Content-Type',
        'Access-Control-Max-Age': PREFLIGHT_SECONDS,
      })
    }
    response.status(204).end()
  }
}
