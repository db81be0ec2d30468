import { until } from '@argus/testkit/until'
import { beforeAll, describe, expect, it } from '@jest/globals'

import type { Person, Program } from '../../src/cli/program.ts'
import { objectOf, SERVICE_MONITORS } from '../../src/kind.ts'
import { ADMIN } from '../../src/session.ts'
import type { World } from '../../src/world.ts'

const NAMESPACE = 'watched-by-argus'
const WATCH = ['watch', 'servicemonitors', '-n', NAMESPACE]

/** What a person follows, on a screen and in a pipe. */
export function watching(world: () => World, program: () => Program): void {
  const person = (): Person => program().person('watcher')
  const put = (name: string, step: number, cluster: 'oslo' | 'bergen' = 'oslo') =>
    world().fleet[cluster].store.apply(
      objectOf(SERVICE_MONITORS, { name, namespace: NAMESPACE }, { step }),
    )
  const remove = (name: string, cluster: 'oslo' | 'bergen' = 'oslo') =>
    world().fleet[cluster].store.delete({ ...SERVICE_MONITORS, namespace: NAMESPACE, name })
  const seen = (count: number) =>
    until(
      async () => {
        const { out } = await person().run(['get', ...WATCH.slice(1), '-o', 'name'])
        return out.split('\n').length - 1 === count
      },
      { timeoutMs: 20_000, what: `${count} objects` },
    )

  const logIn = async (): Promise<void> => {
    const line = ['login', world().argus.consoleUrl, '--email', ADMIN.email, '--password-stdin']
    await person().run(line, { input: `${ADMIN.password}\n` })
  }

  describe('argus watch', () => {
    beforeAll(async () => {
      await logIn()
      for (let at = 0; at < 30; at += 1) put(`m-${String(at).padStart(2, '0')}`, at)
      put('other', 7, 'bergen')
      await seen(31)
    })

    it('is a table on the whole screen, in which only what changes is drawn', async () => {
      using screen = person().open(WATCH, { columns: 90, rows: 20 })
      await screen.shows('31 objects')
      await screen.shows(/bergen +other .* 7 /)
      expect(screen.lines[0]).toMatch(/^servicemonitors\.monitoring\.coreos\.com +2 clusters/)
      expect(screen.lines.at(-1)).toBe('… and 14 more')
      let redrawn = ''
      let step = 4_711
      const change = async (): Promise<boolean> => {
        const before = screen.written.length
        step += 1
        put('m-00', step)
        await screen.shows(new RegExp(`m-00 .* ${step} `))
        redrawn = screen.written.slice(before)
        return !redrawn.includes('m-05')
      }
      await until(change, { what: 'a change that is drawn alone, between two ticks of the ages' })
      for (const cleared of ['\u001B[J', '\u001B[2J', '\u001B[3J'])
        expect(redrawn).not.toContain(cleared)
    })

    it('fits a terminal that is made smaller and larger', async () => {
      using screen = person().open(WATCH, { columns: 90, rows: 20 })
      await screen.shows('… and 14 more')
      screen.resize(40, 10)
      await screen.shows('… and 24 more')
      expect(Math.max(...screen.lines.map((line) => line.length))).toBeLessThanOrEqual(40)
      screen.resize(100, 40)
      await screen.shows(/oslo +m-29 /)
      expect(screen.lines.join('\n')).not.toContain('more')
    })

    it('is ended by Ctrl-C, and leaves its last state behind', async () => {
      using screen = person().open(WATCH, { columns: 90, rows: 20 })
      await screen.shows('31 objects')
      screen.type('\u0003')
      expect(await screen.ended).toBe(130)
      expect(screen.lines.join('\n')).toMatch(/CLUSTER +NAME[^]*bergen +other/)
    })

    it('prints an event a line in a pipe: first what there is, then what happens', async () => {
      using running = person().start([...WATCH, '-c', 'bergen'])
      await running.says(/^ADDED +other .* 7 /m)
      put('second', 1, 'bergen')
      await running.says(/^ADDED +second /m)
      put('second', 2, 'bergen')
      await running.says(/^MODIFIED +second .* 2 /m)
      remove('second', 'bergen')
      await running.says(/^DELETED +second /m)
      expect(running.out.split('\n')[0]).toMatch(/^EVENT +NAME +HEALTH +STEP/)
    })

    it('is a line of JSON an event for scripts', async () => {
      using running = person().start([...WATCH, '-c', 'bergen', '-o', 'json'])
      await running.says('"other"')
      const [first = ''] = running.out.split('\n')
      expect(JSON.parse(first)).toMatchObject({
        type: 'ADDED',
        cluster: 'bergen',
        object: { kind: 'ServiceMonitor', metadata: { name: 'other' }, spec: { step: 7 } },
      })
    })

    it('ends with 0 once a condition on each is met, and with 8 when the time is over first', async () => {
      const line = [...WATCH, 'other', '-o', 'name', '--timeout', '30s', '--until']
      using running = person().start([...line, 'object.spec.step == 8'])
      await running.says('ADDED bergen')
      put('other', 8, 'bergen')
      expect(await running.ended).toBe(0)
      const short = [...WATCH, '-o', 'name', '--timeout', '1500ms', '--until']
      const late = await person().run([...short, 'size(objects) == 0'])
      expect(late).toMatchObject({ code: 8, err: expect.stringContaining('was not met') })
      const none = [...WATCH, '-l', 'no=such', '--timeout', '30s', '--until', 'size(objects) == 0']
      expect(await person().run(none)).toMatchObject({ code: 0 })
      expect(await person().run([...WATCH, '--timeout', '1s'])).toMatchObject({ code: 0 })
    })

    it.each([
      ['a condition that is none', ['--until', 'object.spec.step >'], '--until cannot be read'],
      ['a condition on what is not there', ['--until', 'obj.spec == 1'], 'CEL over object'],
      ['a time that is none', ['--timeout', 'soon'], '30s'],
    ])('refuses %s', async (_, line, said) => {
      const { code, err } = await person().run([...WATCH, ...line])
      expect([code, err]).toEqual([2, expect.stringContaining(said)])
    })

    it('ends by itself once the session is over', async () => {
      const leaver = program().person('watching leaver')
      const line = ['login', world().argus.consoleUrl, '--email', ADMIN.email, '--password-stdin']
      await leaver.run(line, { input: `${ADMIN.password}\n` })
      using running = leaver.start([...WATCH, '-o', 'name'])
      await running.says('ADDED')
      await leaver.run(['logout'])
      expect(await running.ended).toBe(3)
    })
  })

  describe('argus tail', () => {
    beforeAll(logIn)

    it('tells every change of every kind, and of which fields', async () => {
      using running = person().start(['tail'])
      // What there is already is no news, so nothing says that it has begun.
      await until(
        () => {
          put('m-01', 100 + Math.floor(performance.now()))
          return running.out.includes('m-01')
        },
        { timeoutMs: 20_000, what: 'the first change' },
      )
      expect(running.out).toMatch(
        /^\d\d:\d\d:\d\d +MODIFIED +oslo +ServiceMonitor +watched-by-argus\/m-01 .*Step \d+ → \d+/m,
      )
      remove('m-01')
      await running.says(/DELETED +oslo +ServiceMonitor +watched-by-argus\/m-01/)
    })

    it('only what meets a condition, on objects too', async () => {
      const line = ['tail', 'servicemonitors', '-o', 'json', '--where']
      using running = person().start([
        ...line,
        'object.spec.step == 1234 && change.namespace != ""',
      ])
      let tries = 0
      await until(
        async () => {
          put('m-03', (tries += 1))
          put('m-04', tries % 2 === 0 ? 1_234 : 1_233)
          // Two states of a moment may come as one.
          await person().run(['get', 'servicemonitors', 'm-04', '-c', 'oslo', '-o', 'name'])
          return running.out.includes('m-04')
        },
        { timeoutMs: 20_000, what: 'the change that is meant' },
      )
      const said = running.out
        .trimEnd()
        .split('\n')
        .map((each) => JSON.parse(each))
      expect(new Set(said.map(({ name }) => name))).toEqual(new Set(['m-04']))
      expect(await person().run(['tail', '--where', 'nothing == 1'])).toMatchObject({ code: 2 })
    })
  })

  describe('argus health', () => {
    it('says what is failing anywhere and since when, and nothing where nothing is', async () => {
      const line = ['health', '-n', NAMESPACE]
      expect(await person().run(line)).toMatchObject({ code: 0, out: '' })
      world().fleet.bergen.store.apply({
        ...objectOf(SERVICE_MONITORS, { name: 'sick', namespace: NAMESPACE }, { step: 1 }),
        status: {
          conditions: [{ type: 'Ready', status: 'False', reason: 'Broken', message: 'it is' }],
        },
      })
      await person().run([...WATCH, 'sick', '--until', 'has(object.status)', '--timeout', '20s'])
      const all = await person().run([...line, '--all', '-o', 'json'])
      const { failing } = JSON.parse(all.out)
      expect([all.code, failing]).toEqual([
        10,
        [expect.objectContaining({ cluster: 'bergen', kind: 'ServiceMonitor', name: 'sick' })],
      ])
      const table = await person().run([...line, '--all'])
      expect(table.out).toMatch(/^bergen +ServiceMonitor +watched-by-argus +sick /m)
      remove('sick', 'bergen')
    })
  })

  describe('argus diff', () => {
    it('shows the lines in which an object differs, and none where it is the same', async () => {
      const line = ['diff', 'servicemonitor', 'both', '-n', NAMESPACE, '-c', 'oslo', '-c', 'bergen']
      put('both', 1)
      put('both', 2, 'bergen')
      const both = ['watch', 'servicemonitors', 'both', '-n', NAMESPACE, '--timeout', '20s']
      await person().run([...both, '--until', 'size(objects) == 2'])
      const { code, out } = await person().run(line)
      expect([code, out]).toEqual([
        10,
        expect.stringMatching(/^--- oslo\/.*\n\+\+\+ bergen\/[^]*^- +step: 1\n\+ +step: 2$/m),
      ])
      put('both', 1, 'bergen')
      await person().run([
        ...both,
        '--until',
        'size(objects) == 2 && objects.all(o, o.spec.step == 1)',
      ])
      expect(await person().run(line)).toMatchObject({ code: 0, out: '' })
      expect(await person().run([...line, '--status'])).toMatchObject({ code: 0, out: '' })
      expect(await person().run(line.slice(0, -2))).toMatchObject({ code: 2 })
      expect(await person().run(['diff', 'smon', 'nosuch', ...line.slice(3)])).toMatchObject({
        code: 5,
      })
    })
  })
}
