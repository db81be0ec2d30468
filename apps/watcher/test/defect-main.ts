/** The watcher as the program that it is, with a clock that fails whoever wants to sleep for minutes. */
import { runService } from '@argus/service-kit/lifecycle'

import { systemClock, type Clock } from '../src/clock.ts'
import { readConfig } from '../src/config.ts'
import { watcherLogger } from '../src/logger.ts'
import { startWatcher } from '../src/service.ts'

const clock: Clock = {
  ...systemClock,
  async sleep(ms, signal) {
    if (ms > 60_000) throw new Error('the clock is broken')
    await systemClock.sleep(ms, signal)
  },
}

await runService(() => startWatcher(readConfig(process.env), { clock }), watcherLogger())
