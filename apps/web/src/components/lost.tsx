import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import classes from './notice-page.module.css'

/** For an address that leads nowhere, and for what the reader may not see: the words are the same on purpose. */
export function Lost(): ReactElement {
  return (
    <main className={classes['page']}>
      <h1>Not found or not permitted</h1>
      <p>Check the address, or ask an administrator.</p>
      <Link to="/">Back to the overview</Link>
    </main>
  )
}
