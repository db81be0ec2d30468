import { useMemo, type ReactElement } from 'react'

import { plainText } from '../../live/words.ts'
import { Icon } from '../../ui/icon.tsx'
import classes from '../new-cluster.module.css'
import { maskedLines } from './masked-lines.ts'
import type { ReadKubeconfig } from './read-kubeconfig.ts'

/** The pasted text by its lines: what is read, what is refused; what may be secret is hidden. */
export function KubeconfigLines({ text, read }: KubeconfigLinesProps): ReactElement {
  const lines = useMemo(() => maskedLines(text.trimEnd(), read.document), [text, read.document])
  const used = new Set(read.used.map(({ line }) => line))
  const isRefused = (number: number) =>
    read.refused.some(({ lines: [from, to] = [0, 0] }) => from <= number && number <= to)
  const begins = new Set(read.refused.map(({ lines: at }) => at?.[0]))
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must do so by keyboard
    <ol className={classes['lines']} aria-labelledby="kubeconfig" tabIndex={0}>
      {lines.map((line, index) => {
        const refused = isRefused(index + 1)
        return (
          <li key={index} data-refused={refused || undefined}>
            <span className={classes['sign']}>
              {begins.has(index + 1) && <Icon name="failed" size={14} label="Refused:" />}
              {!refused && used.has(index + 1) && <Icon name="check" size={14} label="Read:" />}
            </span>
            <code>{plainText(line)}</code>
          </li>
        )
      })}
    </ol>
  )
}

interface KubeconfigLinesProps {
  readonly text: string
  readonly read: Extract<ReadKubeconfig, { readonly type: 'read' }>
}
