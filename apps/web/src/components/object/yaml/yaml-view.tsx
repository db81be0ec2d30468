import type { KubernetesObject } from '@argus/contracts/gateway-frame'
import { Button } from '@mantine/core'
import { useEffect, useMemo, type ReactElement } from 'react'

import { counted, plainText } from '../../../live/words.ts'
import { Icon } from '../../../ui/icon.tsx'
import { CopyButton } from '../copy-button.tsx'
import { useYamlEditor } from './use-yaml-editor.ts'
import { YamlSearch } from './yaml-search.tsx'
import { withRemarks, yamlOf } from './yaml-text.ts'
import { lineOfPath, yamlTree } from './yaml-tree.ts'
import classes from './yaml-view.module.css'

/** The object as YAML, to be read: folded, searched, and copied whole or in part. A change does not scroll it. */
export function YamlView({ object, path, onPath }: YamlViewProps): ReactElement {
  const text = useMemo(() => yamlOf(object), [object])
  const shown = useMemo(() => withRemarks(text), [text])
  const { host, editor, rim } = useYamlEditor(shown, onPath)
  const found = useMemo(
    () => path === undefined || lineOfPath(yamlTree(shown), path) !== undefined,
    [shown, path],
  )
  useEffect(() => editor?.choose(path), [editor, path])
  return (
    <div className={classes['yaml']}>
      <div className={classes['tools']}>
        <YamlSearch editor={editor} text={shown} />
        <span className={classes['space']} />
        <Button size="compact-sm" variant="default" onClick={() => editor?.showAll()}>
          Show all
        </Button>
        <CopyButton key={text.length} text={text} />
      </div>
      <div className={classes['text']}>
        <RimButton where="above" lines={rim.above} onClick={() => editor?.goToChange('above')} />
        <div ref={host} className={classes['host']} />
        <RimButton where="below" lines={rim.below} onClick={() => editor?.goToChange('below')} />
      </div>
      {path !== undefined && (
        <div className={classes['chosen']}>
          <code dir="auto">{plainText(path)}</code>
          {found ? (
            <CopyButton
              key={path}
              label="Copy this part"
              text={() => editor?.subtree(path) ?? ''}
            />
          ) : (
            <span>is not in this object.</span>
          )}
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => onPath(undefined)}>
            Clear
          </Button>
        </div>
      )}
    </div>
  )
}

interface YamlViewProps {
  readonly object: KubernetesObject
  /** The field that is pointed at. */
  readonly path: string | undefined
  readonly onPath: (path: string | undefined) => void
}

/** Says at the edge what changed beyond it. */
function RimButton({ where, lines, onClick }: RimButtonProps): ReactElement | null {
  if (lines === 0) return null
  return (
    <Button
      className={classes['rim'] ?? ''}
      data-where={where}
      size="compact-sm"
      variant="default"
      leftSection={<Icon name={where === 'above' ? 'arrow-up' : 'arrow-down'} size={14} />}
      onClick={onClick}
    >
      {counted(lines, 'line')} changed {where}
    </Button>
  )
}

interface RimButtonProps {
  readonly where: 'above' | 'below'
  readonly lines: number
  readonly onClick: () => void
}
