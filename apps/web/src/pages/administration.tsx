import { Link, Navigate, Outlet, useLocation } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import { Lost } from '../components/lost.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { areasOf } from '../session/may.ts'
import { useMe } from '../session/use-me.ts'
import { placeOf } from './administration/sections.ts'
import { Loaded } from './calls/loaded.tsx'
import { StepUp } from './calls/step-up.tsx'
import classes from './administration.module.css'

/** Who there is, what they may do, and what was done: the frame of its sections. */
export default function Administration(): ReactElement {
  const me = useMe()
  return (
    <Loaded query={me} what="what you may do">
      {({ grants }) => <Frame areas={areasOf(grants)} />}
    </Loaded>
  )
}

function Frame({ areas }: { readonly areas: ReturnType<typeof areasOf> }): ReactElement {
  const pathname = useLocation({ select: (location) => location.pathname })
  const place = placeOf(pathname, areas)
  switch (place.type) {
    case 'lost':
      return <Lost />
    case 'begin':
      return <Navigate to={place.to} replace />
    case 'section':
      return (
        <>
          <PageHeader>
            Administration <span aria-hidden>›</span> <strong>{place.section.name}</strong>
          </PageHeader>
          <nav aria-label="Administration" className={classes['sections']}>
            {place.sections.map(({ name, to }) => (
              <Link
                key={to}
                to={to}
                activeOptions={{ includeSearch: false }}
                activeProps={{ 'data-active': true, 'aria-current': 'page' }}
              >
                {name}
              </Link>
            ))}
          </nav>
          <main className={classes['page']}>
            <StepUp>
              <Outlet />
            </StepUp>
          </main>
        </>
      )
  }
}
