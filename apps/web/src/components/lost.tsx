import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import classes from './notice-page.module.css'
import { PageHeader } from './page-header.tsx'

/** For an address that leads nowhere, and for what the reader may not see: the words are the same on purpose. */
export function Lost({ place = 'Not found' }: LostProps): ReactElement {
  return (
    <>
      <PageHeader>
        <strong>{place}</strong>
      </PageHeader>
      <main className={classes['page']}>
        <LostWords />
      </main>
    </>
  )
}

interface LostProps {
  /** Where the reader is, as far as it is known. */
  readonly place?: string
}

/** The same inside of a page. */
export function LostPart(): ReactElement {
  return (
    <div className={classes['page']}>
      <LostWords />
    </div>
  )
}

function LostWords(): ReactElement {
  return (
    <>
      <h1>Not found or not permitted</h1>
      <p>Check the address, or ask an administrator.</p>
      <Link to="/">Back to the overview</Link>
    </>
  )
}
