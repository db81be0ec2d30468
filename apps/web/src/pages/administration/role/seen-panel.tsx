import type { Preview } from '@argus/contracts/http/roles'
import { NativeSelect, SegmentedControl } from '@mantine/core'
import { useState, type ReactElement, type ReactNode } from 'react'

import { useClusters } from '../../../components/use-clusters.ts'
import { useSecond } from '../../../live/second.ts'
import { clockTime } from '../../../live/times.ts'
import { plainText } from '../../../live/words.ts'
import { Loaded } from '../../calls/loaded.tsx'
import { useKnownKinds } from './known-kinds.ts'
import { namedKinds, reachOf } from './reach.ts'
import type { RoleDraft, Stored } from './role-draft.ts'
import { SeenTable, type Side } from './seen-table.tsx'
import { seenTable, seenTotal, type SeenKind } from './seen-objects.ts'
import { totalWords } from './total-words.ts'
import { useNamespaceCounts } from './use-namespace-counts.ts'
import { usePreview } from './use-preview.ts'
import classes from './seen.module.css'

/** What may this person see? Today, after saving, and the difference, over the page's own live numbers. */
export function SeenPanel({ stored, draft, children }: SeenPanelProps): ReactElement {
  const [chosen, setChosen] = useState<string>()
  const [side, setSide] = useState<Side>('difference')
  const people = peopleOf(stored, draft)
  const person = people.find(({ value }) => value === chosen) ?? people[0]
  return (
    <aside aria-label="What may this person see?" className={classes['panel']}>
      <header className={classes['head']}>
        <h2>What may this person see?</h2>
        <span>
          counted now, <Clock />
        </span>
      </header>
      {person === undefined ? (
        <p className={classes['none']}>
          Nobody has it yet. Grant it to somebody, and this says what they would see, before
          anything is saved.
        </p>
      ) : (
        <>
          <div className={classes['controls']}>
            <NativeSelect
              size="xs"
              aria-label="Person"
              data={people}
              value={person.value}
              onChange={({ currentTarget: { value } }) => setChosen(value)}
            />
            <SegmentedControl
              aria-label="When"
              classNames={{ root: classes['sides'] ?? '', indicator: classes['side'] ?? '' }}
              size="xs"
              value={side}
              data={[...SIDES]}
              onChange={(value) => setSide(SIDES.find((one) => one.value === value)?.value ?? side)}
            />
          </div>
          <Answer userId={person.value} stored={stored} draft={draft} side={side} />
        </>
      )}
      {children}
    </aside>
  )
}

interface SeenPanelProps {
  readonly stored: Stored
  readonly draft: RoleDraft
  /** What saving would mean. */
  readonly children: ReactNode
}

function Answer({ userId, stored, draft, side }: AnswerProps): ReactElement {
  const query = usePreview(userId, stored, draft)
  return (
    <Loaded query={query} what="what this person may see">
      {(preview) => <Seen preview={preview} side={side} />}
    </Loaded>
  )
}

interface AnswerProps {
  readonly userId: string
  readonly stored: Stored
  readonly draft: RoleDraft
  readonly side: Side
}

function Seen({ preview, side }: { readonly preview: Preview; readonly side: Side }): ReactElement {
  const { today, suspended } = preview
  const after = preview.draft ?? today
  const { clusters } = useClusters()
  const names = clusters.map(({ id }) => id).toSorted((a, b) => (a < b ? -1 : 1))
  const known = useKnownKinds()
  const isSeen = ({ group, resource }: SeenKind) =>
    names.some((cluster) =>
      [today, after].some(
        (effective) => reachOf(effective, { cluster, group, resource }).type !== 'none',
      ),
    )
  const shown = [...known, ...unknownKinds(known, [...namedKinds(today), ...namedKinds(after)])]
  const kinds = shown.filter((kind) => isSeen(kind))
  const followed = known.filter((kind) => kind.followed && isSeen(kind))
  const counts = useNamespaceCounts(followed.map(({ group, resource }) => ({ group, resource })))
  const rows = seenTable({ kinds, clusters: names, today, after, counts })
  return (
    <>
      {suspended !== null && <p className={classes['none']}>{SUSPENDED[suspended]}</p>}
      <SeenTable rows={rows} clusters={names} side={side} />
      <p className={classes['total']} role="status">
        {totalWords(seenTotal(rows))}
      </p>
    </>
  )
}

/** Kinds that a role names though nobody follows them yet: by what they are called, for there is nothing to count. */
function unknownKinds(
  known: readonly SeenKind[],
  named: readonly Omit<SeenKind, 'title'>[],
): readonly SeenKind[] {
  const fresh = named.filter(
    ({ group, resource }) =>
      !known.some((kind) => kind.group === group && kind.resource === resource),
  )
  const byKey = new Map(fresh.map((kind) => [`${kind.group}/${kind.resource}`, kind]))
  return [...byKey.values()].map((kind) => ({ ...kind, title: kind.resource }))
}

function Clock(): ReactElement {
  return <span className="number">{clockTime(useSecond())}</span>
}

interface Person {
  readonly value: string
  readonly label: string
}

/** Whom the draft is about, each once, by address. */
function peopleOf({ assignments }: Stored, { granted }: RoleDraft): readonly Person[] {
  const byId = new Map([...assignments, ...granted].map(({ userId, email }) => [userId, email]))
  return [...byId]
    .map(([value, email]) => ({ value, label: plainText(email) }))
    .toSorted((a, b) => (a.label < b.label ? -1 : 1))
}

const SIDES: readonly { readonly value: Side; readonly label: string }[] = [
  { value: 'today', label: 'Today' },
  { value: 'after', label: 'After saving' },
  { value: 'difference', label: 'Difference' },
]

const SUSPENDED: Readonly<Record<NonNullable<Preview['suspended']>, string>> = {
  disabled: 'This account is disabled. Until it is enabled again, it sees none of this.',
  password_change_required:
    'This account has to choose a new password first. Until then it sees none of this.',
}
