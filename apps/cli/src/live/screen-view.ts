import type { Health } from '@argus/contracts/row'

import { frameLines } from '../output/frame-lines.ts'
import { openPainter } from '../output/paint.ts'
import { table } from '../output/table.ts'
import type { Terminal } from '../output/terminal.ts'
import { qualified, type Kind } from '../resources/kind.ts'
import { listTable } from '../resources/list-table.ts'
import { inOrder } from '../resources/sort-items.ts'
import { byUrgency, roomFor } from './frame.ts'
import { troubleOf } from './trouble.ts'
import type { View } from './view.ts'
import type { Watched } from './watched.ts'

export interface ScreenViewOptions {
  readonly terminal: Terminal
  readonly kind: Kind
  readonly several: boolean
  readonly severalNamespaces: boolean
  readonly wide: boolean
}

/** As often as a person can follow. */
const FRAME_MS = 100
/** Ages grow by themselves. */
const TICK_MS = 1_000
/** So long a row is seen to have changed. */
const FRESH_MS = 3_000

const STYLES: Readonly<Record<Health, 'red' | 'yellow' | undefined>> = {
  Failed: 'red',
  InProgress: 'yellow',
  Terminating: 'yellow',
  Unknown: undefined,
  Current: undefined,
}

/** A table that is as the clusters are, on the whole screen of a terminal; its last state stays behind when it ends. */
export function screenView(options: ScreenViewOptions): View {
  const { terminal } = options
  const { stdout } = terminal.streams
  const painter = openPainter(terminal)
  const touched = new Map<string, number>()
  let shown: Watched | undefined
  let lostWhy: string | undefined
  let paintedAt = 0
  let dirty = true
  const resized = (): void => {
    painter.resized()
    dirty = true
  }
  const paint = (): void => {
    const now = Date.now()
    if (!dirty && now - paintedAt < TICK_MS) return
    dirty = false
    paintedAt = now
    painter.paint(linesOf(options, { watched: shown, touched, lostWhy, now }))
  }
  stdout.on('resize', resized)
  const timer = setInterval(paint, FRAME_MS)
  paint()
  return {
    changed(watched, changes) {
      shown = watched
      dirty = true
      const now = Date.now()
      for (const { known, topic, item } of changes)
        if (!known) touched.set(`${topic.cluster}/${item.key}`, now)
      return Promise.resolve()
    },
    lost(why) {
      lostWhy = why
      dirty = true
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      stdout.off('resize', resized)
      painter[Symbol.dispose]()
      if (shown === undefined) return
      const list = listOf(options, shown)
      const items = inOrder(shown.items).slice(0, Math.max(terminal.rows - 2, 1))
      const rows = items.map((item) => list.row(item, Date.now()))
      if (rows.length > 0) await terminal.out(table(list.header, rows))
    },
  }
}

interface Seen {
  readonly watched: Watched | undefined
  readonly touched: Map<string, number>
  readonly lostWhy: string | undefined
  readonly now: number
}

function linesOf(options: ScreenViewOptions, { watched, touched, lostWhy, now }: Seen) {
  const { terminal } = options
  const title = titleOf(options, { watched, lostWhy, now })
  for (const [id, at] of touched) if (now - at >= FRESH_MS) touched.delete(id)
  const items = watched === undefined ? [] : byUrgency(inOrder(watched.items))
  const room = roomFor(terminal.rows, title.length, items.length)
  const list = watched === undefined ? undefined : listOf(options, watched)
  const rows = items.slice(0, room).map((item) => ({
    cells: list?.row(item, now) ?? [],
    style: touched.has(`${item.cluster}/${item.key}`) ? ('bold' as const) : STYLES[item.health],
  }))
  return frameLines(
    { title, header: list?.header ?? [], rows, more: items.length - rows.length },
    { columns: terminal.columns, colour: terminal.colour.out },
  )
}

function titleOf(
  { kind }: ScreenViewOptions,
  { watched, lostWhy, now }: Omit<Seen, 'touched'>,
): readonly string[] {
  const members = watched?.members ?? []
  const served = members.filter(({ status }) => status.state !== 'absent').length
  const count = watched?.whole ? `${watched.items.length} objects` : 'reading…'
  return [
    `${qualified(kind)}   ${served} ${served === 1 ? 'cluster' : 'clusters'}   ${count}`,
    ...(lostWhy === undefined ? [] : [`Not connected: ${lostWhy}. Argus is dialled again.`]),
    ...members.flatMap((member) => troubleOf(member, now) ?? []).slice(0, 5),
  ]
}

function listOf({ several, severalNamespaces, wide }: ScreenViewOptions, { members }: Watched) {
  return listTable({ topics: members, severalClusters: several, severalNamespaces, wide })
}
