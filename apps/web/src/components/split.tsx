import {
  useState,
  type KeyboardEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
} from 'react'

import classes from './split.module.css'

/** A list and what is open beside it; the line between can be moved with the pointer and with the arrow keys. */
export function Split({ children, side }: SplitProps): ReactElement {
  const open = side !== undefined
  const [share, setShare] = useState(FIRST_SHARE)
  const move = (to: number) => setShare(Math.min(MOST_SHARE, Math.max(LEAST_SHARE, to)))
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const whole = event.currentTarget.parentElement?.getBoundingClientRect()
    if (whole !== undefined) move(((whole.right - event.clientX) / whole.width) * 100)
  }
  const onKey = (event: KeyboardEvent) => {
    const by = { ArrowLeft: 2, ArrowRight: -2 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    move(share + by)
  }
  return (
    <div
      className={classes['split']}
      style={
        open ? { gridTemplateColumns: `minmax(0, 1fr) 1px minmax(420px, ${share}%)` } : undefined
      }
    >
      {children}
      {open && (
        <>
          <div
            role="separator"
            aria-orientation="vertical"
            aria-label="Width of the open object"
            aria-valuenow={Math.round(share)}
            aria-valuemin={LEAST_SHARE}
            aria-valuemax={MOST_SHARE}
            tabIndex={0}
            className={classes['line']}
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={drag}
            onKeyDown={onKey}
          />
          <div className={classes['side']}>{side}</div>
        </>
      )}
    </div>
  )
}

interface SplitProps {
  readonly children: ReactNode
  /** What is open; `undefined`: nothing is. */
  readonly side: ReactElement | undefined
}

const FIRST_SHARE = 52
const LEAST_SHARE = 30
const MOST_SHARE = 70
