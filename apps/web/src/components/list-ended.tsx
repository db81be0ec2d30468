import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import { Lost } from './lost.tsx'
import classes from './notice-page.module.css'
import { PageHeader } from './page-header.tsx'

/** The gateway ended the subscription: the reader is told why, and nothing of the list stays. */
export function ListEnded({ code, title }: ListEndedProps): ReactElement {
  if (code !== 'permission_lost') return <Lost place={title} />
  return (
    <>
      <PageHeader>
        <strong>{title}</strong>
      </PageHeader>
      <main className={classes['page']}>
        <h1>You may no longer see {title}</h1>
        <p>Your permissions changed. Ask an administrator if this is a surprise.</p>
        <Link to="/explore">What I may see</Link>
      </main>
    </>
  )
}

interface ListEndedProps {
  readonly code: string
  readonly title: string
}
