import { ActionIcon } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState, type ReactElement } from 'react'

import { plainText } from '../../live/words.ts'
import { objectParams, type ObjectAddress } from '../../search.ts'
import { Icon } from '../../ui/icon.tsx'
import { useCommands } from '../commands/use-commands.ts'
import { CopyIcon } from './copy-icon.tsx'
import classes from './object.module.css'
import { objectLink } from './object-link.ts'
import { writeTab, type ObjectTab } from './object-tab.ts'
import { ObjectView } from './object-view.tsx'

interface DrawerProps {
  readonly address: ObjectAddress
  readonly tab: ObjectTab
  readonly onTab: (tab: ObjectTab) => void
  readonly onClose: () => void
  readonly onStep: (by: 1 | -1) => void
  /** Opened by a key: the title takes the focus. */
  readonly focus: boolean
}

/** One object beside its list, live. It is no dialog: the list stays in reach. */
export function Drawer({ address, tab, onTab, onClose, onStep, focus }: DrawerProps): ReactElement {
  const [path, setPath] = useState<string>()
  const page = {
    to: '/r/$group/$resource/$cluster/$namespace/$name',
    params: objectParams(address),
    search: { tab: writeTab(tab), path: tab === 'yaml' ? path : undefined },
  } as const
  const navigate = useNavigate()
  useCommands({ 'object-page': () => void navigate(page) })
  return (
    <aside className={classes['drawer']} aria-label={plainText(address.name)}>
      <ObjectView
        address={address}
        heading="h2"
        tab={tab}
        onTab={onTab}
        path={path}
        onPath={setPath}
        onClose={onClose}
        focus={focus}
        buttons={
          <>
            <BarButton icon="chevron-up" label="Previous object (K)" onClick={() => onStep(-1)} />
            <BarButton icon="chevron-down" label="Next object (J)" onClick={() => onStep(1)} />
            <CopyIcon
              icon="link"
              label="Copy link"
              text={() => objectLink(address, { tab, path, origin: location.origin })}
            />
            <Link
              {...page}
              className={classes['icon']}
              aria-label="Open as a page (O)"
              title="Open as a page (O)"
            >
              <Icon name="expand" />
            </Link>
            <BarButton icon="close" label="Close (Esc)" onClick={onClose} />
          </>
        }
      />
    </aside>
  )
}

function BarButton({ icon, label, onClick }: BarButtonProps): ReactElement {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      className={classes['button'] ?? ''}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <Icon name={icon} />
    </ActionIcon>
  )
}

interface BarButtonProps {
  readonly icon: 'chevron-up' | 'chevron-down' | 'close'
  readonly label: string
  readonly onClick: () => void
}
