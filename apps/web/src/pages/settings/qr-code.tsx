import type { ReactElement } from 'react'
import { encode } from 'uqr'

import classes from './security.module.css'

/** A text as a picture for a telephone, drawn here: a secret in it goes nowhere. */
export function QrCode({
  text,
  label,
}: {
  readonly text: string
  readonly label: string
}): ReactElement {
  const { size, data } = encode(text, { ecc: 'M', border: 4 })
  const dots = data.flatMap((row, y) =>
    row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])),
  )
  return (
    <svg
      className={classes['qr']}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={dots.join('')} />
    </svg>
  )
}
