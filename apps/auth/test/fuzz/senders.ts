import { randomBytes } from 'node:crypto'

import { addUser, SERVICE_TOKEN, type TestAuth } from '../auth-service.ts'
import { bearer, tokensOf, type Fields } from '../client.ts'
import type { Sender } from './requests.ts'

/** Those in whose name requests are made; whoever has been locked out, deleted or logged out comes back as another. */
export interface Senders {
  headers(as: Sender): Promise<Fields>
  renew(as: Sender): void
}

export function createSenders(auth: TestAuth, port: 'public' | 'internal'): Senders {
  const tokens = new Map<Sender, Promise<string>>()
  const arrive = async (role: string): Promise<string> => {
    const email = `${role}-${randomBytes(6).toString('hex')}@example.test`
    await addUser(auth.db, { email, role })
    return (await tokensOf(auth, email)).access_token
  }
  return {
    async headers(as) {
      if (as === 'nobody') return {}
      if (as === 'junk') return bearer('eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.')
      if (port === 'internal' && as === 'admin') return bearer(SERVICE_TOKEN)
      const token = tokens.get(as) ?? arrive(as)
      tokens.set(as, token)
      return bearer(await token)
    },
    renew: (as) => void tokens.delete(as),
  }
}
