/** Tries many schedules, of a new seed unless one is given; ends with a failure where one fails. */
import { tryPlans } from './try-plans.ts'

const {
  ARGUS_MODEL_SEED: seed = `${Date.now() % 1_000_000_000}`,
  ARGUS_MODEL_SCHEDULES: schedules = '10000',
  ARGUS_MODEL_LANES: lanes = '4',
  ARGUS_MODEL_PATH: path,
} = process.env

const begun = performance.now()
process.stdout.write(`seed ${seed}\n`)
const outcome = await tryPlans({
  seed: Number(seed),
  schedules: Number(schedules),
  lanes: Number(lanes),
  path,
})
for (const failure of outcome.failures) process.stdout.write(`${failure}\n\n`)
const seconds = Math.round((performance.now() - begun) / 1_000)
process.stdout.write(
  `${outcome.tried} schedules in ${seconds} s, ${outcome.failures.length} failed; frames: ` +
    `${JSON.stringify(Object.fromEntries(outcome.told))}\n`,
)
process.exit(outcome.failures.length === 0 ? 0 : 1)
