import { Drawer } from '@mantine/core'
import type { MouseEvent, ReactElement } from 'react'

import { useOpenedAtOnce } from '../ui/on-demand.tsx'
import { MenuButton } from './menu-button.tsx'
import { Rail } from './rail.tsx'
import classes from './rail.module.css'

/** The rail over the page, until one goes somewhere. */
export function MenuSheet(): ReactElement {
  const { target, opened, setOpened } = useOpenedAtOnce()
  const followed = ({ target: clicked }: MouseEvent) => {
    if (clicked instanceof Element && clicked.closest('a') !== null) setOpened(false)
  }
  return (
    <>
      <MenuButton ref={target} onClick={() => setOpened(true)} />
      <Drawer.Root
        opened={opened}
        onClose={() => setOpened(false)}
        size={280}
        // It would write a style into the page, which the policy forbids; the page behind does not scroll anyway.
        lockScroll={false}
        classNames={{ content: classes['sheet'] ?? '', body: classes['sheetBody'] ?? '' }}
      >
        <Drawer.Overlay />
        <Drawer.Content aria-label="Menu">
          <Drawer.Body>
            <div onClickCapture={followed}>
              <Rail />
            </div>
          </Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
    </>
  )
}
