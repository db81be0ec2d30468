import type { ReactElement, ReactNode } from 'react'

import { plainText } from '../../live/words.ts'
import { useMe } from '../../session/use-me.ts'
import classes from './terminal.module.css'

/** Which terminal asks, and as whom it would be logged in. What it says of itself is a text that anybody may have written. */
export function Asking({ terminal, children }: AskingProps): ReactElement {
  const me = useMe().data
  return (
    <dl className={classes['facts']}>
      <Fact name="As">
        <bdi>{me === undefined ? '…' : plainText(me.email)}</bdi>
      </Fact>
      <Fact name="Terminal">
        {terminal === null ? (
          'one that did not name itself'
        ) : (
          <>
            calls itself <bdi>{plainText(terminal)}</bdi>
          </>
        )}
      </Fact>
      {children}
    </dl>
  )
}

interface AskingProps {
  readonly terminal: string | null
  readonly children: ReactNode
}

/** One thing that is known of it. */
export function Fact({ name, children }: FactProps): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

interface FactProps {
  readonly name: string
  readonly children: ReactNode
}
