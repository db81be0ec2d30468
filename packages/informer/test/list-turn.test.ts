import { until } from '@argus/testkit/until'
import { describe, expect, it } from '@jest/globals'
import { type ApiServer, openApiServer } from '../src/api-server/api-server.ts'
import { takeListTurn } from '../src/list-turn.ts'

const open = (): ApiServer =>
  openApiServer({ server: 'https://127.0.0.1:1', caData: '', token: '' })

/** Asks for so many turns, and keeps those that are given. */
function ask(
  api: ApiServer,
  count: number,
  { atOnce = (): number => 4, signal = new AbortController().signal } = {},
): { readonly given: Disposable[]; readonly refused: unknown[] } {
  const given: Disposable[] = []
  const refused: unknown[] = []
  for (let i = 0; i < count; i += 1) {
    takeListTurn(api, atOnce, signal).then(
      (turn) => given.push(turn),
      (error: unknown) => refused.push(error),
    )
  }
  return { given, refused }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('the turns to list', () => {
  it('are given to so many at once, and passed on one by one', async () => {
    await using api = open()
    const { given } = ask(api, 20)
    await settled()
    expect(given).toHaveLength(4)
    for (let left = 0; left < 16; left += 1) {
      given[left]?.[Symbol.dispose]()
      given[left]?.[Symbol.dispose]() // A second time passes nothing on.
      await until(() => given.length === 5 + left, { what: 'the next turn' })
      await settled()
      expect(given).toHaveLength(5 + left)
    }
  })

  it('of one cluster do not hold up those of another', async () => {
    await using one = open()
    await using other = open()
    ask(one, 10)
    const { given } = ask(other, 3)
    await settled()
    expect(given).toHaveLength(3)
  })

  it('are as many as may be now: fewer while others share the cluster, more when they leave', async () => {
    await using api = open()
    let share = 1
    const { given } = ask(api, 10, { atOnce: () => share })
    await settled()
    expect(given).toHaveLength(1)
    share = 4
    given[0]?.[Symbol.dispose]()
    await settled()
    expect(given).toHaveLength(5)
    share = 2
    for (const turn of given.slice(1, 3)) turn[Symbol.dispose]()
    await settled()
    expect(given).toHaveLength(5)
  })

  it('are lost to nobody when those who wait give up', async () => {
    await using api = open()
    const giveUp = new AbortController()
    const first = ask(api, 4)
    const impatient = ask(api, 5, { signal: giveUp.signal })
    const patient = ask(api, 1)
    await settled()
    giveUp.abort(new Error('no more'))
    first.given[0]?.[Symbol.dispose]()
    await settled()
    expect(impatient.refused).toHaveLength(5)
    expect(patient.given).toHaveLength(1)
  })
})
