import type { ReactElement, ReactNode } from 'react'

import classes from './block.module.css'

/** A part of a page: what it is, what it is for, and what one can do. */
export function Block({ title, lead, action, children }: BlockProps): ReactElement {
  return (
    <section className={classes['block']}>
      <header className={classes['head']}>
        <div>
          <h2>{title}</h2>
          <p>{lead}</p>
        </div>
        {action !== undefined && <div className={classes['actions']}>{action}</div>}
      </header>
      {children}
    </section>
  )
}

interface BlockProps {
  readonly title: string
  readonly lead: ReactNode
  readonly action?: ReactNode
  readonly children?: ReactNode
}

/** One of several: its name, what is known of it, and its buttons. */
export function Entry({ name, mark, children, action }: EntryProps): ReactElement {
  return (
    <li className={classes['entry']}>
      <div className={classes['what']}>
        <strong dir="auto">{name}</strong>
        {mark !== undefined && <span className={classes['mark']}>{mark}</span>}
        <p>{children}</p>
      </div>
      <div className={classes['actions']}>{action}</div>
    </li>
  )
}

interface EntryProps {
  readonly name: string
  readonly mark?: string | undefined
  readonly children: ReactNode
  readonly action?: ReactNode
}

export function Entries({ label, children }: { label: string; children: ReactNode }): ReactElement {
  return (
    <ul aria-label={label} className={classes['entries']}>
      {children}
    </ul>
  )
}
