import { useId, useState, type ReactElement } from 'react'

import { callWords } from '../calls/call-words.ts'
import { Failure } from '../calls/failure.tsx'
import { ApiError } from '../../session/api-error.ts'
import { useChangeSettings, type Settings } from '../../session/preferences.ts'
import classes from './display.module.css'

/** One of a few, kept as soon as it is chosen. */
export function Choices<T extends string>(props: ChoicesProps<T>): ReactElement {
  const { title, choices, chosen, change } = props
  const { mutate, error, isSuccess } = useChangeSettings()
  const group = useId()
  // Shown in the very turn of the click: a browser puts a radio back that is not.
  const [wish, setWish] = useState<T>()
  const choose = (value: T) => {
    setWish(value)
    mutate(change(value), { onSettled: () => setWish(undefined) })
  }
  return (
    <>
      <fieldset className={classes['choices']}>
        <legend>{title}</legend>
        {choices.map(({ value, name }) => (
          <label key={value} className={classes['choice']}>
            <input
              type="radio"
              name={group}
              checked={(wish ?? chosen) === value}
              onChange={() => choose(value)}
            />
            {name}
          </label>
        ))}
        <span role="status" className={classes['saved']}>
          {isSuccess && 'Saved'}
        </span>
      </fieldset>
      {error instanceof ApiError && <Failure>{callWords('Not saved', error)}</Failure>}
    </>
  )
}

interface ChoicesProps<T extends string> {
  readonly title: string
  readonly choices: readonly { readonly value: T; readonly name: string }[]
  readonly chosen: T
  readonly change: (value: T) => (settings: Settings) => Settings
}
