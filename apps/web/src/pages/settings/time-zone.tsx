import { NativeSelect } from '@mantine/core'
import type { ReactElement } from 'react'

import { callWords } from '../calls/call-words.ts'
import { Failure } from '../calls/failure.tsx'
import { timeZoneOf } from '../../components/display-settings.ts'
import { ApiError } from '../../session/api-error.ts'
import { useChangeSettings, useSettings } from '../../session/preferences.ts'
import classes from './display.module.css'

/** In which zone all times are: that of the browser, UTC, or one by its name. */
export function TimeZone(): ReactElement {
  const { data } = useSettings()
  const { mutate, error, isSuccess } = useChangeSettings()
  const choose = (zone: string) =>
    mutate(({ timeZone: _before, ...settings }) =>
      zone === '' ? settings : { ...settings, timeZone: zone },
    )
  return (
    <>
      <div className={classes['zone']}>
        <NativeSelect
          label="Time zone"
          classNames={{ input: classes['select'] ?? '' }}
          value={timeZoneOf(data) ?? ''}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        >
          <option value="">As the browser: {BROWSER_ZONE}</option>
          {ZONES.map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </NativeSelect>
        <span role="status" className={classes['saved']}>
          {isSuccess && 'Saved'}
        </span>
      </div>
      {error instanceof ApiError && <Failure>{callWords('Not saved', error)}</Failure>}
    </>
  )
}

const BROWSER_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]
