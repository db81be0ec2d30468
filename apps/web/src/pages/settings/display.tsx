import { useId, useState, type ReactElement } from 'react'

import { callWords } from '../calls/call-words.ts'
import { Failure } from '../calls/failure.tsx'
import { schemeOf, type Scheme } from '../../components/scheme.ts'
import { ApiError } from '../../session/api-error.ts'
import { useChangeSettings, useSettings } from '../../session/preferences.ts'
import { Block } from './block.tsx'
import classes from './display.module.css'

/** How Argus looks to this user, in every browser. Saved at once. */
export function Display(): ReactElement {
  const kept = schemeOf(useSettings().data)
  const [wish, setWish] = useState<Scheme>()
  const { mutate, error, isSuccess } = useChangeSettings()
  const chosen = error === null ? (wish ?? kept) : kept
  const choose = (scheme: Scheme) => {
    setWish(scheme)
    mutate((settings) => ({ ...settings, scheme }))
  }
  const group = useId()
  return (
    <Block title="Appearance" lead="It holds wherever you are logged in.">
      <fieldset className={classes['choices']}>
        <legend>Colours</legend>
        {CHOICES.map(({ scheme, name }) => (
          <label key={scheme} className={classes['choice']}>
            <input
              type="radio"
              name={group}
              checked={chosen === scheme}
              onChange={() => choose(scheme)}
            />
            {name}
          </label>
        ))}
        <span role="status" className={classes['saved']}>
          {isSuccess && 'Saved'}
        </span>
      </fieldset>
      {error instanceof ApiError && <Failure>{callWords('Not saved', error)}</Failure>}
    </Block>
  )
}

const CHOICES: readonly { readonly scheme: Scheme; readonly name: string }[] = [
  { scheme: 'auto', name: 'As the system' },
  { scheme: 'light', name: 'Light' },
  { scheme: 'dark', name: 'Dark' },
]
