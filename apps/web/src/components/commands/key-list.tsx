import { Modal } from '@mantine/core'
import type { ReactElement } from 'react'

import { useSettings } from '../../session/preferences.ts'
import { usesSingleKeys } from '../display-settings.ts'
import { AREAS, COMMAND_IDS, commandOf } from './commands.ts'
import { Keys } from './key-hint.tsx'
import classes from './key-list.module.css'
import { useCommandRegistry } from './use-commands.ts'

/** Every key there is, by where it works. */
export function KeyList({ onClose }: { readonly onClose: () => void }): ReactElement {
  const can = new Set(useCommandRegistry().available())
  const singleKeys = usesSingleKeys(useSettings().data)
  return (
    <Modal
      opened
      onClose={onClose}
      title="All keys"
      size={760}
      // It would write a style into the page, which the policy forbids; the page behind does not scroll anyway.
      lockScroll={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
      classNames={{
        content: classes['content'] ?? '',
        header: classes['header'] ?? '',
        title: classes['title'] ?? '',
      }}
    >
      <div className={classes['areas']}>
        {AREAS.map((area) => (
          <section key={area} aria-label={area}>
            <h3>{area}</h3>
            <dl>
              {COMMAND_IDS.filter((id) => area !== 'Go to' || can.has(id))
                .map(commandOf)
                .filter((command) => command.area === area && command.keys.length > 0)
                .map(({ name, keys }) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>
                      {keys.map((sequence) => (
                        <Keys key={sequence} sequence={sequence} />
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={classes['note']}>
        {singleKeys
          ? 'Keys pressed alone rest while text is typed. They can be turned off in Settings, under Display.'
          : 'Keys pressed alone are turned off, but for those on a row. Settings, under Display, turns them on.'}
      </p>
    </Modal>
  )
}
