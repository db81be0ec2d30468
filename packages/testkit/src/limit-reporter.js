/**
 * Ends a run of Jest that does not end by itself, fails it, and says what it waited for. A test that was given up may
 * have left a server or a socket, for which Node waits for ever; code outside of tests has no time limit of its own.
 */
export default class LimitReporter {
  #running = new Set()
  #limits

  /**
   * @param {unknown} _config
   * @param {{ wholeMs?: number, afterMs?: number }} limits the time for all suites, and for their teardown after the last
   */
  constructor(_config, { wholeMs = 20 * 60_000, afterMs = 30_000 } = {}) {
    this.#limits = { wholeMs, afterMs }
  }

  onRunStart() {
    const { wholeMs } = this.#limits
    end(
      wholeMs,
      () =>
        `The tests are not over after ${wholeMs / 1_000} s. Still running: ${[...this.#running].join(', ')}`,
    )
  }

  onTestFileStart({ path }) {
    this.#running.add(path)
  }

  onTestFileResult({ path }) {
    this.#running.delete(path)
  }

  onRunComplete() {
    const { afterMs } = this.#limits
    end(
      afterMs,
      () =>
        `All tests are over, and after ${afterMs / 1_000} s the process still waits for ${waitedFor()}. A test that failed ` +
        'has left it, or a suite did not put away what it started: `jest --detectOpenHandles` may say where.',
    )
  }
}

function end(afterMs, why) {
  const giveUp = () => {
    // oxlint-disable-next-line no-console -- Jest shows what its reporters print
    console.error(why())
    process.exit(1)
  }
  setTimeout(giveUp, afterMs).unref()
}

function waitedFor() {
  const names = process.getActiveResourcesInfo()
  const kinds = [...new Set(names)].toSorted()
  return kinds.map((kind) => `${names.filter((name) => name === kind).length} ${kind}`).join(', ')
}
