import { spawn } from 'node:child_process'

import { followUs } from '../src/follow-us.ts'

/** Starts a child that holds our output for as long as it lives, and says so. */
followUs(spawn('sleep', ['600'], { stdio: ['ignore', 'inherit', 'ignore'], detached: true }))
process.stdout.write('started')
