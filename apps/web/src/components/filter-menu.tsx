import { Menu, UnstyledButton } from '@mantine/core'
import type { ReactElement, RefObject } from 'react'

import type { FilterName } from '../live/server-filter.ts'
import { plainText } from '../live/words.ts'
import { Icon } from '../ui/icon.tsx'
import classes from './filter-bar.module.css'

/** What else a list can be filtered by. */
export function FilterMenu({
  namespaces,
  target,
  onNamespace,
  onAsk,
}: FilterMenuProps): ReactElement {
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <UnstyledButton ref={target} className={classes['add']}>
          <Icon name="plus" size={14} /> Filter <kbd className={classes['key']}>F</kbd>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={classes['menu'] ?? ''}>
        <Menu.Item onClick={() => onAsk('labels')}>Labels</Menu.Item>
        <Menu.Item onClick={() => onAsk('cel')}>Expression (CEL)</Menu.Item>
        {namespaces.length > 0 && <Menu.Label>Namespace</Menu.Label>}
        {namespaces.map((namespace) => (
          <Menu.Item key={namespace} onClick={() => onNamespace(namespace)}>
            <bdi>{plainText(namespace)}</bdi>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

interface FilterMenuProps {
  readonly namespaces: readonly string[]
  readonly target: RefObject<HTMLButtonElement | null>
  readonly onNamespace: (namespace: string) => void
  readonly onAsk: (name: FilterName) => void
}
