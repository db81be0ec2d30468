import { Menu } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import { Icon } from '../ui/icon.tsx'
import { useOpenedAtOnce } from '../ui/on-demand.tsx'
import { AccountButton, type AccountProps } from './account-button.tsx'
import classes from './rail.module.css'

/** What the account's button opens. */
export function AccountMenu(props: AccountProps): ReactElement {
  const { target, opened, setOpened } = useOpenedAtOnce()
  const navigate = useNavigate()
  return (
    <Menu
      position="top-start"
      withinPortal={false}
      width={190}
      opened={opened}
      onChange={setOpened}
    >
      <Menu.Target>
        <AccountButton {...props} ref={target} />
      </Menu.Target>
      <Menu.Dropdown className={classes['menu'] ?? ''}>
        <Menu.Item
          leftSection={<Icon name="settings" />}
          onClick={() =>
            void navigate({ to: '/settings/$section', params: { section: 'security' } })
          }
        >
          Settings
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="log-out" />} onClick={props.onLogOut}>
          Log out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
