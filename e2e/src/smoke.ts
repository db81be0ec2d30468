/**
 * `make smoke`: tries a running Argus, whether `make up`, compose or a cluster behind a port-forward. Ends with 0 where all
 * is well, 1 where something is not, 2 where its environment cannot be used.
 */
import { readOptions } from './smoke/options.ts'
import { smoke } from './smoke/smoke.ts'

const options = readOptions(process.env)
if ('faults' in options) {
  console.error(`The environment does not fit:\n  ${options.faults.join('\n  ')}`)
  process.exit(2)
}
process.exit(await smoke(options, (line) => console.log(line)))
