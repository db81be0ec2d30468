import { Button, NativeSelect, Textarea } from '@mantine/core'
import { useMemo, useState, type ReactElement } from 'react'

import { AddCluster } from './add-cluster.tsx'
import { KubeconfigLines } from './kubeconfig-lines.tsx'
import { readKubeconfig } from './read-kubeconfig.ts'
import { withoutFields } from './without-fields.ts'
import classes from '../new-cluster.module.css'

/** A kubeconfig, judged as it is pasted. Its text lives in this component alone, and goes with it. */
export function PasteKubeconfig(): ReactElement {
  const [text, setText] = useState('')
  const [context, setContext] = useState<string>()
  /** Once it can be read, its secrets are hidden, and whoever wants to write in it says so. */
  const [edits, setEdits] = useState(false)
  const read = useMemo(() => readKubeconfig(text, context), [text, context])
  const replace = (next: string) => {
    setText(next)
    setContext(undefined)
  }
  const shown = read.type === 'read' && !edits ? read : undefined
  return (
    <AddCluster
      read={read}
      choice={
        read.type === 'read' &&
        read.contexts.length > 1 && (
          <NativeSelect
            label="Context"
            description={`One of ${read.contexts.length}; the others are not sent`}
            value={read.context}
            data={[...read.contexts]}
            onChange={({ currentTarget }) => setContext(currentTarget.value)}
          />
        )
      }
      suggested={read.type === 'read' ? read.context : ''}
      onRemove={(refused) => {
        setText(withoutFields(text, refused))
        setEdits(false)
      }}
    >
      <div className={classes['tools']}>
        <span id="kubeconfig" className={classes['title']}>
          Kubeconfig
        </span>
        <span className={classes['meta']}>
          {edits ? 'Secret values are shown' : 'Secret values are hidden as soon as they are read'}
        </span>
        {text !== '' && read.type === 'read' && (
          <Button size="compact-sm" variant="default" onClick={() => setEdits(!edits)}>
            {edits ? 'Done' : 'Edit the text'}
          </Button>
        )}
        {text !== '' && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              replace('')
              setEdits(false)
            }}
          >
            Clear
          </Button>
        )}
      </div>
      {shown === undefined ? (
        <Textarea
          aria-labelledby="kubeconfig"
          placeholder="Paste what this prints: kubectl config view --raw --flatten --minify"
          classNames={{ input: classes['paste'] ?? '' }}
          autoComplete="off"
          autoCorrect="off"
          autoCapitalize="off"
          spellCheck={false}
          rows={18}
          value={text}
          onChange={({ currentTarget }) => replace(currentTarget.value)}
          error={read.type === 'unreadable' ? `${read.why} Paste it again, as a whole.` : undefined}
        />
      ) : (
        <KubeconfigLines text={text} read={shown} />
      )}
    </AddCluster>
  )
}
