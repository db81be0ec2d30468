import type { Endpoint } from '../cluster/api-client.ts'
import { pathOf } from '../cluster/things.ts'

const { SERVER = '', PLURAL = '', COUNT = '' } = process.env

/** What a subject is to take in, as the benchmark handed it over. */
export const task = {
  server: JSON.parse(SERVER) as Endpoint, // a bench hands this to scripts of its own
  plural: PLURAL,
  path: pathOf(PLURAL),
  count: Number(COUNT),
}
