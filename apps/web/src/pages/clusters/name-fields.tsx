import { TextInput } from '@mantine/core'
import type { ReactElement } from 'react'

import { idOf, readLabels } from './cluster-name.ts'

/** What a cluster is to be called, as it was typed. */
interface TypedName {
  readonly name: string
  readonly labels: string
}

/** Name and labels of a cluster that is added; `tried` has what is missing told as well. */
export function NameFields({ typed, tried, onChange }: NameFieldsProps): ReactElement {
  const { name } = typed
  const id = idOf(name)
  const labels = readLabels(typed.labels)
  return (
    <>
      <TextInput
        label="Name in Argus"
        description={nameWords(name, id)}
        value={name}
        autoComplete="off"
        maxLength={200}
        onChange={({ currentTarget }) => onChange({ ...typed, name: currentTarget.value })}
        error={
          id === '' && (tried || name !== '')
            ? 'Give it a name with at least one letter a to z, or a digit.'
            : undefined
        }
      />
      <TextInput
        label="Labels"
        description="As in env=production, region=ap"
        value={typed.labels}
        autoComplete="off"
        onChange={({ currentTarget }) => onChange({ ...typed, labels: currentTarget.value })}
        error={
          labels.type === 'refused'
            ? `${labels.part} is no label. Write key=value, with a comma between two.`
            : undefined
        }
      />
    </>
  )
}

interface NameFieldsProps {
  readonly typed: TypedName
  readonly tried: boolean
  readonly onChange: (typed: TypedName) => void
}

function nameWords(name: string, id: string): string {
  if (name === '') return 'What people call it'
  return id === name ? 'Rights are bound to it: it stays' : `Its id, for good: ${id}`
}
