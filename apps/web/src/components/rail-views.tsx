import { useLocation, useRouter } from '@tanstack/react-router'
import type { MouseEvent, ReactElement } from 'react'

import { plainText } from '../live/words.ts'
import { useSettings } from '../session/preferences.ts'
import { Icon } from '../ui/icon.tsx'
import classes from './rail.module.css'
import { savedViews } from './saved-views.ts'

/** The views that the reader has given names. */
export function RailViews(): ReactElement | null {
  const views = savedViews(useSettings().data, location.origin)
  const { history } = useRouter()
  const here = useLocation({ select: ({ href }) => href })
  if (views.length === 0) return null
  const follow = (event: MouseEvent, href: string) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    history.push(href)
  }
  return (
    <>
      <h2 className={classes['heading']}>Saved views</h2>
      {views.map(({ name, href }) => (
        <a
          key={name}
          href={href}
          className={classes['link']}
          data-active={here === href || undefined}
          aria-current={here === href ? 'page' : undefined}
          title={plainText(name)}
          onClick={(event) => follow(event, href)}
        >
          <Icon name="bookmark" />
          <span className={classes['label']} dir="auto">
            {plainText(name)}
          </span>
        </a>
      ))}
    </>
  )
}
