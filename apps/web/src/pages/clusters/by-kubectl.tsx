import { READER_COMMANDS, readerKubeconfig, readerManifest } from '@argus/contracts/reader-account'
import { PasswordInput, Textarea, TextInput } from '@mantine/core'
import { useMemo, useState, type ReactElement } from 'react'

import { CopyButton } from '../../components/object/copy-button.tsx'
import { Loaded } from '../calls/loaded.tsx'
import { AddCluster } from './add-cluster.tsx'
import { readKubeconfig } from './read-kubeconfig.ts'
import { usePluginsAnswer } from './use-plugins-answer.ts'
import classes from '../new-cluster.module.css'

/** An account made for Argus: its manifest to apply, and what kubectl prints of it to paste back. */
export function ByKubectl(): ReactElement {
  const [parts, setParts] = useState(NOTHING)
  const query = usePluginsAnswer()
  const complete = Object.values(parts).every((part) => part.trim() !== '')
  const read = useMemo(
    () => readKubeconfig(complete ? readerKubeconfig(parts) : ''),
    [complete, parts],
  )
  const put = (part: Partial<typeof NOTHING>) => setParts((all) => ({ ...all, ...part }))
  return (
    <AddCluster read={read} suggested="" onRemove={() => setParts(NOTHING)}>
      <Loaded query={query} what="the plugins">
        {({ plugins }) => (
          <Step
            title="1. Make the account"
            what="the manifest"
            text={readerManifest(plugins)}
            lead="Apply this with kubectl apply -f. It names every kind that the plugins show, and gives get, list and watch alone."
          />
        )}
      </Loaded>
      <Step
        title="2. Print its address, authority and token"
        what="the commands"
        text={READER_COMMANDS}
        lead="The address is the one of your own kubeconfig: Argus must reach it, too."
      />
      <section className={classes['step']}>
        <h2 className={classes['title']}>3. Paste them</h2>
        <TextInput
          label="Address"
          placeholder="https://10.0.0.1:6443"
          autoComplete="off"
          spellCheck={false}
          value={parts.server}
          onChange={({ currentTarget }) => put({ server: currentTarget.value })}
        />
        <Textarea
          label="Authority"
          description="In base64 as it is printed, or as PEM"
          classNames={{ input: classes['paste'] ?? '' }}
          autoComplete="off"
          spellCheck={false}
          rows={3}
          value={parts.authority}
          onChange={({ currentTarget }) => put({ authority: currentTarget.value })}
        />
        <PasswordInput
          label="Token"
          autoComplete="off"
          spellCheck={false}
          value={parts.token}
          onChange={({ currentTarget }) => put({ token: currentTarget.value })}
        />
      </section>
    </AddCluster>
  )
}

function Step({ title, lead, what, text }: StepProps): ReactElement {
  return (
    <section className={classes['step']}>
      <header className={classes['tools']}>
        <h2 className={classes['title']}>{title}</h2>
        <CopyButton text={text} label={`Copy ${what}`} />
      </header>
      <p>{lead}</p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must do so by keyboard */}
      <pre tabIndex={0} aria-label={what} className={classes['text']}>
        {text}
      </pre>
    </section>
  )
}

interface StepProps {
  readonly title: string
  readonly lead: string
  readonly what: string
  readonly text: string
}

const NOTHING = { server: '', authority: '', token: '' }
