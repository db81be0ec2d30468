/**
 * `make restore-test`: a backup by pg_dump, the loss of the server, and what comes back on another one. Ends with 0 where all of
 * it held, 69 where there is no PostgreSQL of release 16 or later with its clients.
 */
import { findPrograms } from './restore/programs.ts'
import { restoreTest } from './restore/restore-test.ts'
import { Report, StepFailed } from './smoke/report.ts'

const programs = findPrograms()
if (programs === undefined) {
  console.error(
    'There is no PostgreSQL 16 or later with initdb, pg_dump, pg_restore and psql. Install the server and the client of your system, or put their folder on PATH.',
  )
  process.exit(69)
}
const report = new Report((line) => console.log(line))
try {
  await restoreTest(report, programs)
} catch (error) {
  if (!(error instanceof StepFailed)) throw error
}
process.exit(report.end('Backup and restore'))
