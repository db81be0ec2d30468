import { startRealApiServer } from '../src/real-api-server.ts'

const { port, etcdUrl } = await startRealApiServer()
process.stdout.write(`${port} ${new URL(etcdUrl).port}`)
