import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'

import { connectFleet, type FleetDatabase } from '@argus/db/fleet'
import { migrate } from '@argus/db/migrate'
import { reseal } from '@argus/db/reseal'
import { createSeals, SealError } from '@argus/db/seal'
import { createDatabase, type TestDatabase } from '@argus/testkit/database'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import {
  SEALED_CONNECTIONS,
  sealConnection,
  unsealConnection,
} from '../../src/cluster/sealed-connection.ts'
import { changeRegistry, insertCluster, readRegistry } from '../../src/cluster/stored-clusters.ts'

const MIGRATIONS = fileURLToPath(new URL('../../../../migrations', import.meta.url))
const OLD = randomBytes(32)
const NEW = randomBytes(32)
const server = 'https://10.0.0.1:6443'
const connection = { server, token: 'a-token' }

let database: TestDatabase
let db: FleetDatabase
beforeAll(async () => {
  database = await createDatabase({ migrate: (url) => migrate(url, MIGRATIONS) })
  db = connectFleet(database.url)
})
afterAll(async () => {
  await db.destroy()
  await database[Symbol.asyncDispose]()
})

test('W-05 a connection opens for its cluster and its address alone, and not with any byte flipped', () => {
  const seals = createSeals(OLD)
  const sealed = { ...sealConnection(seals, 'east', connection), cluster: 'east', server }
  expect(unsealConnection(seals, sealed)).toEqual(connection)
  for (const other of [{ cluster: 'west' }, { server: 'https://10.0.0.2:6443' }])
    expect(() => unsealConnection(seals, { ...sealed, ...other })).toThrow(SealError)
  for (let index = 0; index < sealed.bytes.length; index += 1) {
    const bytes = Buffer.from(sealed.bytes)
    bytes[index] = (bytes[index] ?? 0) ^ 0x40
    expect(() => unsealConnection(seals, { ...sealed, bytes })).toThrow(SealError)
  }
})

test('W-05 the key is changed while it is used: a run cut short is finished by the next, and nothing is lost', async () => {
  const old = createSeals(OLD)
  const count = 250
  await changeRegistry(db, async (tx, version) => {
    for (let number = 0; number < count; number += 1) {
      const id = `c-${number}`
      const sealed = sealConnection(old, id, connection)
      const values = {
        id,
        name: id,
        labels: {},
        connection: { server, credential: 'token', sealed },
        source: 'registry',
      } as const
      await insertCluster(tx, values, version)
    }
  })
  const { mark } = await readRegistry(db)
  const both = createSeals(NEW, [OLD])
  let left = 130
  const dying = {
    ...both,
    seal: (...args: Parameters<typeof both.seal>) => {
      if (left === 0) throw new Error('killed')
      left -= 1
      return both.seal(...args)
    },
  }
  await expect(reseal(db, dying, [SEALED_CONNECTIONS])).rejects.toThrow('killed')
  // Whatever lies under which key, a replica that knows both opens all of it.
  for (const { id, sealed } of (await readRegistry(db)).clusters)
    expect(unsealConnection(both, { ...sealed, cluster: id, server })).toEqual(connection)
  expect(await reseal(db, both, [SEALED_CONNECTIONS])).toEqual({ sealed: 150, unopened: 0 })

  const alone = createSeals(NEW)
  const after = await readRegistry(db)
  expect(after.clusters).toHaveLength(count)
  for (const { id, sealed } of after.clusters)
    expect(unsealConnection(alone, { ...sealed, cluster: id, server })).toEqual(connection)
  // Nobody's informers begin anew for it.
  expect(after.mark).toBe(mark)
})
