import type { Terminal } from './terminal.ts'

const CSI = '\u001B['

/** A screen that is painted again and again. Only lines that are others than before are sent, all of a frame at once. */
export interface Painter extends Disposable {
  paint(lines: readonly string[]): void
  /** Called when the terminal has another size: the next frame is painted whole. */
  resized(): void
}

/** Paints on the terminal's second screen, so that what was on the first is there again afterwards. */
export function openPainter({ streams: { stdout } }: Terminal): Painter {
  let before: readonly string[] | undefined
  stdout.write(`${CSI}?1049h${CSI}?25l`)
  return {
    paint(lines) {
      const whole = before === undefined
      const changed = lines.flatMap((line, at) =>
        whole || before?.[at] !== line ? `${CSI}${at + 1};1H${line}${CSI}K` : [],
      )
      // Below the last line there is nothing: what is told to begin there would begin in it.
      const room = lines.length < stdout.rows
      const rest = room && (whole || (before?.length ?? 0) > lines.length)
      before = lines
      if (changed.length === 0 && !rest) return
      // Shown as one where the terminal knows how: https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036
      const below = rest ? `${CSI}${lines.length + 1};1H${CSI}J` : ''
      stdout.write(`${CSI}?2026h${changed.join('')}${below}${CSI}?2026l`)
    },
    resized() {
      before = undefined
    },
    [Symbol.dispose]() {
      stdout.write(`${CSI}?25h${CSI}?1049l`)
    },
  }
}
