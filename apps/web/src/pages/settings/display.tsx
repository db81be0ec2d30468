import type { ReactElement } from 'react'

import { Block } from '../../components/block.tsx'
import { timeFormOf, usesSingleKeys, type TimeForm } from '../../components/display-settings.ts'
import { schemeOf, type Scheme } from '../../components/scheme.ts'
import { useSettings } from '../../session/preferences.ts'

import { Choices } from './choices.tsx'
import { TimeZone } from './time-zone.tsx'

/** How Argus looks to this user, in every browser, and what keys do. Saved at once. */
export function Display(): ReactElement {
  const { data } = useSettings()
  return (
    <>
      <Block title="Appearance" lead="It holds wherever you are logged in.">
        <Choices
          title="Colours"
          choices={SCHEMES}
          chosen={schemeOf(data)}
          change={(scheme) => (settings) => ({ ...settings, scheme })}
        />
      </Block>
      <Block title="Times" lead="Whatever is shown, the title of a time holds the other, too.">
        <Choices
          title="In lists"
          choices={FORMS}
          chosen={timeFormOf(data)}
          change={(times) => (settings) => ({ ...settings, times })}
        />
        <TimeZone />
      </Block>
      <Block title="Keys" lead="Press ? for all of them, or choose “Show all keys” in the search.">
        <Choices
          title="Keys that are pressed alone"
          choices={SINGLE_KEYS}
          chosen={usesSingleKeys(data) ? 'on' : 'off'}
          change={(keys) => (settings) => ({ ...settings, singleKeys: keys === 'on' })}
        />
      </Block>
    </>
  )
}

const SCHEMES: readonly { readonly value: Scheme; readonly name: string }[] = [
  { value: 'auto', name: 'As the system' },
  { value: 'light', name: 'Light' },
  { value: 'dark', name: 'Dark' },
]

const FORMS: readonly { readonly value: TimeForm; readonly name: string }[] = [
  { value: 'relative', name: 'How long ago' },
  { value: 'absolute', name: 'When' },
]

const SINGLE_KEYS = [
  { value: 'on', name: 'On' },
  { value: 'off', name: 'Off' },
] as const
