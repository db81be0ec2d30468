import { Link, useParams } from '@tanstack/react-router'
import { useEffect, type ComponentType, type ReactElement } from 'react'

import { StepUp } from './calls/step-up.tsx'
import { Lost } from '../components/lost.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { Display } from './settings/display.tsx'
import { Keys } from './settings/keys.tsx'
import { Security } from './settings/security.tsx'
import { Sessions } from './settings/sessions.tsx'
import classes from './settings.module.css'

/** What a user decides about themselves. */
export default function Settings(): ReactElement {
  const { section } = useParams({ from: '/shell/settings/$section' })
  const found = SECTIONS.find(({ id }) => id === section)
  useEffect(() => {
    document.title = `${found?.name ?? 'Not found'} · Settings · Argus`
  }, [found])
  if (found === undefined) return <Lost />
  return (
    <>
      <PageHeader>
        Settings <span aria-hidden>›</span> <strong>{found.name}</strong>
      </PageHeader>
      <main className={classes['page']}>
        <nav aria-label="Settings" className={classes['sections']}>
          {SECTIONS.map(({ id, name }) => (
            <Link
              key={id}
              to="/settings/$section"
              params={{ section: id }}
              activeProps={{ 'data-active': true, 'aria-current': 'page' }}
            >
              {name}
            </Link>
          ))}
        </nav>
        <div className={classes['body']}>
          <h1>{found.name}</h1>
          <StepUp>
            <found.Body />
          </StepUp>
        </div>
      </main>
    </>
  )
}

interface Section {
  readonly id: string
  readonly name: string
  readonly Body: ComponentType
}

const SECTIONS: readonly Section[] = [
  { id: 'security', name: 'Security', Body: Security },
  { id: 'sessions', name: 'Sessions', Body: Sessions },
  { id: 'keys', name: 'API keys', Body: Keys },
  { id: 'display', name: 'Display', Body: Display },
]
