/** Seals again what the database holds, as the service does by schedule: a process of its own, so that it can be killed. */
import { connectAuth } from '@argus/db/auth'
import { reseal } from '@argus/db/reseal'
import { createSeals } from '@argus/db/seal'

import { SEALED_VERIFIERS } from '../../src/provider/pending-logins.ts'

const [url = '', current = '', previous = ''] = process.argv.slice(2)
const key = (text: string): Buffer => Buffer.from(text, 'base64')

await using db = connectAuth(url)
await reseal(db, createSeals(key(current), [key(previous)]), [SEALED_VERIFIERS])
