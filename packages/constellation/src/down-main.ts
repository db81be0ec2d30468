/** `make down`: stops what `make up` started, from another terminal. */
import { stopHolder } from './claim.ts'
import { dataFolder } from './repository.ts'

const stopped = await stopHolder(dataFolder(process.env))
console.log(
  stopped === undefined
    ? 'Argus does not run here.'
    : `Argus (process ${stopped.pid}) has stopped.`,
)
