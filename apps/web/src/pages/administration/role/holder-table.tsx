import type { Grant } from '@argus/contracts/grant'
import type { Assignment } from '@argus/contracts/http/roles'
import { Button, UnstyledButton } from '@mantine/core'
import { useState, type ReactElement } from 'react'

import { placeWords } from '../../../components/place-words.ts'
import { counted, plainText } from '../../../live/words.ts'
import { Icon } from '../../../ui/icon.tsx'
import { grantRefusal } from './editing.ts'
import { GrantDialog } from './grant-dialog.tsx'
import { isSamePlace } from './may-grant.ts'
import type { NewHolder, RoleDraft, Stored } from './role-draft.ts'
import classes from './role.module.css'

/** Who has a role and where, those that the draft adds and takes away among them. */
export function HolderTable({ stored, draft, own, onChange }: HolderTableProps): ReactElement {
  const [granting, setGranting] = useState(false)
  const { assignments } = stored
  const people = new Set(assignments.map(({ userId }) => userId)).size
  const lines = [...assignments, ...draft.granted].toSorted((a, b) => (a.email < b.email ? -1 : 1))
  const add = (holder: NewHolder) => {
    const has = [...assignments, ...draft.granted].some(
      (one) => one.userId === holder.userId && isSamePlace(one, holder),
    )
    if (!has) onChange({ granted: [...draft.granted, holder] })
    setGranting(false)
  }
  return (
    <section aria-label="Held by" className={classes['part']}>
      <header className={classes['title']}>
        <h2>Held by</h2>
        <span>{counted(people, 'account')}</span>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => setGranting(true)}
        >
          Grant to…
        </Button>
      </header>
      {lines.length === 0 ? (
        <p className={classes['note']}>
          Nobody. It permits nothing to anybody until it is granted.
        </p>
      ) : (
        <table className={classes['table']}>
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">Cluster</th>
              <th scope="col">Namespace</th>
              <th aria-label="Take away" />
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Line
                key={`${line.userId} ${line.cluster} ${line.namespace}`}
                line={line}
                stored={stored}
                draft={draft}
                own={own}
                onChange={onChange}
              />
            ))}
          </tbody>
        </table>
      )}
      {granting && (
        <GrantDialog
          permissions={draft.permissions}
          own={own}
          onGrant={add}
          onClose={() => setGranting(false)}
        />
      )}
    </section>
  )
}

interface HolderTableProps {
  readonly stored: Stored
  readonly draft: RoleDraft
  readonly own: readonly Grant[]
  readonly onChange: (part: Partial<RoleDraft>) => void
}

interface LineProps extends HolderTableProps {
  readonly line: Assignment | NewHolder
}

function Line({ line, stored, draft, own, onChange }: LineProps): ReactElement {
  const isNew = !('id' in line)
  const isRemoved = !isNew && draft.removed.has(line.id)
  const why = isNew ? undefined : keptWhy(line, stored, own)
  const turn = () => {
    if (isNew) onChange({ granted: draft.granted.filter((one) => one !== line) })
    else onChange({ removed: draft.removed.symmetricDifference(new Set([line.id])) })
  }
  const email = plainText(line.email)
  const label = isRemoved ? `Leave it to ${email}` : `Take it from ${email}`
  return (
    <tr data-change={isNew ? 'added' : isRemoved ? 'removed' : 'none'}>
      <th scope="row">
        <strong dir="auto">{email}</strong>
        {isNew && <span className={classes['mark']}>added</span>}
        {isRemoved && <span className={classes['gone']}>taken away</span>}
        {why !== undefined && <small>{why}</small>}
      </th>
      <td dir="auto">{line.cluster === null ? <i>everywhere</i> : plainText(line.cluster)}</td>
      <td dir="auto">
        {line.namespace === null ? <i>all namespaces</i> : plainText(line.namespace)}
      </td>
      <td>
        {why === undefined && (
          <UnstyledButton
            aria-label={`${label} ${placeWords(line)}`}
            title={label}
            className={classes['button'] ?? ''}
            onClick={turn}
          >
            <Icon name={isRemoved ? 'undo' : 'terminating'} size={15} />
          </UnstyledButton>
        )}
      </td>
    </tr>
  )
}

/** Why somebody keeps it, whatever the editor wants: told here, and not after saving. */
function keptWhy(
  line: Assignment,
  { role, assignments }: Stored,
  own: readonly Grant[],
): string | undefined {
  if (line.source === 'provider')
    return 'Given by a group of the identity provider; take the account out of it there.'
  const everywhere = assignments.filter(({ cluster }) => cluster === null)
  if (
    role?.builtIn === true &&
    role.name === 'admin' &&
    everywhere.length === 1 &&
    line.cluster === null
  )
    return 'The only global administrator. Give the role to somebody else first.'
  return grantRefusal(role?.permissions ?? [], own, line)
}
