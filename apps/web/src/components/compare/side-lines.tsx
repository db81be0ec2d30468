import { UnstyledButton } from '@mantine/core'
import { Fragment, useEffect, useMemo, useRef, useState, type ReactElement } from 'react'

import { alignedLines, lineGroups, type AlignedLine } from '../../live/aligned-lines.ts'
import { changedWords, type MarkedText } from '../../live/changed-words.ts'
import { comparable } from '../../live/comparable.ts'
import { counted, plainText } from '../../live/words.ts'
import { Icon } from '../../ui/icon.tsx'
import classes from './compare.module.css'
import { DifferenceIcon } from './difference-icon.tsx'
import type { CompareParts } from './field-table.tsx'
import { isKnown, SideHead } from './side-head.tsx'

/** Two objects as YAML side by side, equal parts folded. */
export function SideLines(props: CompareParts): ReactElement {
  const { comparison, differences, state, told, where, togglePin } = props
  const { sides } = comparison
  const [left, right] = sides.map(({ item }) => item?.object)
  const { part, at } = where
  const lines = useMemo(
    () =>
      left === undefined || right === undefined
        ? []
        : numbered(alignedLines(comparable(left, part), comparable(right, part))),
    [left, right, part],
  )
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set())
  const body = useRef<HTMLTableElement>(null)
  useEffect(() => {
    body.current?.querySelector('[data-at]')?.scrollIntoView({ block: 'center' })
  }, [at])
  const fresh = new Set(
    differences.flatMap(({ path, appearedAt }) => (appearedAt === undefined ? [] : [path])),
  )
  const known = sides.map((side) => isKnown(side, state, told) || side.pinnedAt !== undefined)
  return (
    <section className={classes['scroll']} aria-label="Side by side">
      <table ref={body} className={classes['lines']}>
        <colgroup>
          <col className={classes['number']} />
          <col />
          <col className={classes['middle']} />
          <col className={classes['number']} />
          <col />
        </colgroup>
        <thead>
          <tr>
            {sides.map((side, place) => (
              <Fragment key={side.cluster}>
                {place > 0 && <td className={classes['middle']} aria-label="Difference" />}
                <th scope="col" colSpan={2}>
                  <SideHead
                    side={side}
                    at={place}
                    state={state}
                    told={told}
                    onPin={() => togglePin(side.cluster)}
                  />
                </th>
              </Fragment>
            ))}
          </tr>
        </thead>
        <tbody>
          {lineGroups(lines).map((group) =>
            group.folded && !open.has(group.from) ? (
              <tr key={group.from} className={classes['fold']}>
                <td colSpan={5}>
                  <UnstyledButton onClick={() => setOpen(new Set([...open, group.from]))}>
                    <Icon name="more" size={14} /> {counted(group.lines.length, 'equal line')}
                  </UnstyledButton>
                </td>
              </tr>
            ) : (
              group.lines.map((line, offset) => (
                <Line
                  key={group.from + offset}
                  line={lines[group.from + offset] ?? line}
                  at={at}
                  fresh={fresh}
                  known={known}
                />
              ))
            ),
          )}
        </tbody>
      </table>
    </section>
  )
}

interface NumberedLine extends AlignedLine {
  readonly numbers?: readonly [number, number]
}

/** Each side counts its own lines. */
function numbered(lines: readonly AlignedLine[]): readonly NumberedLine[] {
  let [left, right] = [0, 0]
  return lines.map((line) => {
    if (line.left !== undefined) left += 1
    if (line.right !== undefined) right += 1
    return { ...line, numbers: [left, right] }
  })
}

function Line({ line, at, fresh, known }: LineProps): ReactElement {
  const { type, path, left, right, numbers = [0, 0] } = line
  const differs = type === 'differs'
  const marks =
    differs && left !== undefined && right !== undefined ? changedWords(left, right) : undefined
  const side = (text: string | undefined, place: 0 | 1) => (
    <>
      <td className={classes['number']} data-side={place} data-known={known[place]}>
        {text === undefined ? '' : numbers[place]}
      </td>
      <td
        className={classes['line']}
        data-side={place}
        data-known={known[place]}
        data-none={text === undefined || undefined}
      >
        <code>{text === undefined ? '' : <Marked text={text} mark={marks?.[place]} />}</code>
      </td>
    </>
  )
  return (
    <tr
      data-differs={differs || undefined}
      data-at={(differs && path !== '' && isAt(at, path)) || undefined}
      data-fresh={fresh.has(path) || undefined}
    >
      {side(left, 0)}
      <td className={classes['middle']}>{differs && <DifferenceIcon values={[left, right]} />}</td>
      {side(right, 1)}
    </tr>
  )
}

interface LineProps {
  readonly line: NumberedLine
  readonly at: string | undefined
  readonly fresh: ReadonlySet<string>
  /** Of each side: whether it is true now. */
  readonly known: readonly boolean[]
}

/** A difference inside a value that stands in one line is at that line. */
function isAt(at: string | undefined, path: string): boolean {
  return at === path || at?.startsWith(`${path}.`) === true || at?.startsWith(`${path}[`) === true
}

function Marked({ text, mark }: { readonly text: string; readonly mark: MarkedText | undefined }) {
  if (mark === undefined) return <>{plainText(text)}</>
  return (
    <>
      {plainText(mark.before)}
      <mark>{plainText(mark.changed)}</mark>
      {plainText(mark.after)}
    </>
  )
}
