import type { KubernetesObject } from '@argus/contracts/gateway-frame'
import { useEffect, useMemo, useRef, useState, type ReactElement } from 'react'

import { plainText } from '../../live/words.ts'
import { CopyButton } from './copy-button.tsx'
import classes from './object.module.css'
import { changedLines, yamlOf } from './yaml-lines.ts'

/** The object as YAML. A change does not scroll: changed lines get an edge. */
export function YamlView({ object }: { readonly object: KubernetesObject }): ReactElement {
  const text = useMemo(() => yamlOf(object), [object])
  const before = useRef<string>(undefined)
  const [changed, setChanged] = useState<ReadonlySet<number>>(NONE)
  useEffect(() => {
    setChanged(before.current === undefined ? NONE : changedLines(before.current, text))
    before.current = text
  }, [text])
  return (
    <div className={classes['panel']}>
      <div className={classes['tools']}>
        <span className={classes['meta']}>
          managedFields and last-applied are not kept by Argus
        </span>
        <CopyButton text={text} />
      </div>
      <ol className={classes['code']} aria-label="YAML">
        {text.split('\n').map((line, index) => (
          <li key={index} data-changed={changed.has(index) || undefined}>
            <YamlLine line={line} />
          </li>
        ))}
      </ol>
    </div>
  )
}

/** Keys in the accent, values plain; the text is the text. */
function YamlLine({ line }: { readonly line: string }): ReactElement {
  const parts = /^(\s*(?:- )*)("[^"]*"|[^\s:#][^:]*)(:(?:\s|$))(.*)$/u.exec(line)
  if (parts === null) return <code>{plainText(line)}</code>
  const [, indent, key, colon, value] = parts
  return (
    <code>
      {indent}
      <span className={classes['key']}>{plainText(key ?? '')}</span>
      {colon}
      {plainText(value ?? '')}
    </code>
  )
}

const NONE: ReadonlySet<number> = new Set()
