import { Button } from '@mantine/core'
import type { ReactElement } from 'react'

import { Icon } from '../ui/icon.tsx'
import classes from './connection-banner.module.css'
import type { Freshness } from './freshness.ts'
import { useLive } from './live-context.tsx'
import { clockTime } from './times.ts'
import { plainText } from './words.ts'

/** Says nothing on an ordinary reconnect, and says it plainly when what is shown may be wrong. */
export function ConnectionBanner({ told }: { readonly told: Freshness }): ReactElement | null {
  const { client } = useLive()
  const words = bannerWords(told)
  if (words === undefined) return null
  return (
    <div className={classes['banner']} data-told={told.type} role="status">
      <Icon name="unreachable" />
      <span>
        <strong>{words.what}</strong> {words.next}
      </span>
      <Button size="compact-sm" variant="default" onClick={() => client.retryNow()}>
        Try now
      </Button>
    </div>
  )
}

interface Words {
  readonly what: string
  readonly next: string
}

function bannerWords(told: Freshness): Words | undefined {
  switch (told.type) {
    case 'live':
    case 'quiet':
    case 'reconnecting':
      return undefined
    case 'offline':
      return {
        what: `Offline since ${clockTime(told.since)}.`,
        next: 'Rows show what was known then. Argus reconnects by itself.',
      }
    case 'unsure':
      return {
        what: `Argus cannot check permissions now, so it stopped showing changes at ${clockTime(told.since)}.`,
        next: 'Rows show what was known then. It goes on by itself.',
      }
    case 'stopped':
      return {
        what: `Updates stopped${told.code === undefined ? '' : ` (code ${told.code})`}: ${plainText(told.reason)}.`,
        next: 'Rows show what was known then. Argus will not try again by itself.',
      }
  }
}
