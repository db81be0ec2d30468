import type { ReactElement, ReactNode } from 'react'

import { PageHeader } from '../../components/page-header.tsx'
import classes from './terminal.module.css'

/** One question on a page of its own. */
export function TerminalPage({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <>
      <PageHeader>
        <strong>Log in a terminal</strong>
      </PageHeader>
      <main className={classes['page']}>
        <div className={classes['card']}>{children}</div>
      </main>
    </>
  )
}
