import { clustersAnswerSchema } from '@argus/contracts/http/clusters'
import { kubeconfigFor } from '@argus/fake-api-server/kubeconfig'
import { startFakeApiServer } from '@argus/fake-api-server/server'
import { until } from '@argus/testkit/until'

import { addUser } from '../database.ts'
import { startFleet } from '../fleet.ts'
import { dialAs } from '../plain-client.ts'
import { ADMIN, callApi, logIn, refresh } from '../session.ts'
import type { Report } from '../smoke/report.ts'
import { startTemporary, type TemporaryConstellation } from '../temporary-constellation.ts'
import { openLosableDatabase } from './losable-database.ts'

const BEFORE = { email: 'before@argus.local', password: ADMIN.password }
const AFTER = { email: 'after@argus.local', password: ADMIN.password }

/**
 * Backs the database up as the page on backups says, loses its server, restores it on a new one, and looks at what came back and
 * what did not. `programs` is the folder of PostgreSQL's. Throws a StepFailed.
 */
export async function restoreTest(report: Report, programs: string): Promise<void> {
  await using database = await openLosableDatabase(programs)
  await using fleet = await startFleet('simulated')
  await using narvik = await startFakeApiServer({ name: 'narvik' })
  await using argus = await startTemporary({
    kubeconfig: fleet.kubeconfig,
    databaseUrl: database.url,
  })
  const { authUrl, socketUrls } = argus
  const gateway = socketUrls[0] ?? ''
  const registered = { id: 'narvik', kubeconfig: kubeconfigFor([narvik]) }
  const admin = await logIn(authUrl)
  await addUser({ argus }, { email: BEFORE.email, role: 'viewer' })
  const before = await logIn(authUrl, BEFORE)
  await callApi(watcherOf(argus), admin, {
    method: 'POST',
    path: '/api/clusters',
    body: registered,
  })
  await isLive(argus, registered.id)

  await report.must('back up', () => database.dump())
  await addUser({ argus }, { email: AFTER.email, role: 'viewer' })
  const after = await logIn(authUrl, AFTER)
  using opened = await dialAs(gateway, after.access_token)
  const services = [...argus.auths, ...argus.watchers]
  await Promise.all(services.map((service) => service.stop()))
  await report.must('lose', () => database.lose())
  await report.must('restore', () => database.restore())
  await report.must('start again', async () => {
    for (const service of services) service.start()
    await Promise.all(services.map((service) => service.ready()))
    return `${services.length} services are ready`
  })
  await report.must('sessions', async () => {
    await refresh(authUrl, before)
    return 'who was logged in is'
  })
  await report.must('credentials', async () => {
    await isLive(argus, registered.id)
    return `${registered.id} is reached by what was sealed`
  })
  await report.must('what came after', async () => {
    await expectRefused(logIn(authUrl, AFTER))
    await expectRefused(refresh(authUrl, after))
    const { code } = await opened.closed
    const again = await dialAs(gateway, after.access_token).then(
      () => 'let in',
      (error: Error) => error.message,
    )
    if (!/closed with 4\d\d\d/.test(again)) throw new Error(`its token is ${again}`)
    return `a user, a session and a token are not there; its socket was closed with ${code}`
  })
}

const watcherOf = ({ watcherUrls }: TemporaryConstellation): string => watcherUrls[0] ?? ''

async function isLive(argus: TemporaryConstellation, id: string): Promise<void> {
  const tokens = await logIn(argus.authUrl)
  await until(
    async () => {
      const list = { method: 'GET', path: '/api/clusters' }
      const { clusters } = clustersAnswerSchema.parse(await callApi(watcherOf(argus), tokens, list))
      return clusters.some((cluster) => cluster.id === id && cluster.state === 'live')
    },
    { timeoutMs: 60_000, what: `${id} to be live` },
  )
}

async function expectRefused(tokens: Promise<unknown>): Promise<void> {
  const answer = await tokens.then(
    () => 'tokens',
    (error: Error) => error.message,
  )
  if (!answer.includes('401')) throw new Error(`who came after the backup gets ${answer}`)
}
