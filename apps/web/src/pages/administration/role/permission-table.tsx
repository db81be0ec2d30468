import type { Grant, Permission } from '@argus/contracts/grant'
import { INTERNAL_GROUP } from '@argus/contracts/topic'
import { Button, Checkbox, UnstyledButton } from '@mantine/core'
import { useState, type ReactElement } from 'react'

import { placeWords } from '../../../components/place-words.ts'
import { plainText } from '../../../live/words.ts'
import { Icon } from '../../../ui/icon.tsx'
import { AddKinds } from './add-kinds.tsx'
import { kindWords } from './change-words.ts'
import type { Editing } from './editing.ts'
import {
  ADMINISTRATION_VERBS,
  changeOf,
  kindRows,
  permits,
  READ_VERBS,
  turnOver,
  withVerbs,
  type AskedVerb,
  type KindRow,
} from './kind-rows.ts'
import { lackingPlace, type Place } from './may-grant.ts'
import classes from './role.module.css'

/** What a role permits, a kind a row: first the kinds of clusters, then what Argus keeps itself. */
export function PermissionTable(props: PermissionTableProps): ReactElement {
  const { stored, given, editing, onChange } = props
  const [adding, setAdding] = useState(false)
  const rows = kindRows(stored, given)
  const { own = [], read = [] } = Object.groupBy(rows, ({ apiGroup }) =>
    apiGroup === INTERNAL_GROUP ? 'own' : 'read',
  )
  return (
    <>
      <section aria-label="May read" className={classes['part']}>
        <header className={classes['title']}>
          <h2>May read</h2>
          <span>allow only, there are no deny rules</span>
          {editing.type === 'free' && (
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<Icon name="plus" size={14} />}
              onClick={() => setAdding(true)}
            >
              Add resources
            </Button>
          )}
        </header>
        {editing.type === 'closed' && <p className={classes['note']}>{editing.why}</p>}
        {read.length === 0 ? (
          <p className={classes['note']}>It shows nothing of any cluster.</p>
        ) : (
          <Rows {...props} rows={read} verbs={READ_VERBS} />
        )}
        <p className={classes['note']}>
          <Icon name="forbidden" size={14} />
          <span>
            Secrets, service-account tokens and signing requests are never included by *; only by
            their own names.
          </span>
        </p>
      </section>
      {own.length > 0 && (
        <section aria-label="May administer" className={classes['part']}>
          <header className={classes['title']}>
            <h2>May administer</h2>
            <span>what Argus keeps itself</span>
          </header>
          <Rows {...props} rows={own} verbs={ADMINISTRATION_VERBS} />
        </section>
      )}
      {adding && (
        <AddKinds
          given={given}
          onAdd={({ apiGroup, resource }, verbs) =>
            onChange(withVerbs(given, { apiGroup, resource }, verbs))
          }
          onClose={() => setAdding(false)}
        />
      )}
    </>
  )
}

interface PermissionTableProps {
  readonly stored: readonly Permission[]
  readonly given: readonly Permission[]
  readonly editing: Editing
  /** What the editor holds, and where the role is given. */
  readonly own: readonly Grant[]
  readonly places: readonly Place[]
  readonly onChange: (permissions: readonly Permission[]) => void
}

interface RowsProps extends PermissionTableProps {
  readonly rows: readonly KindRow[]
  readonly verbs: readonly AskedVerb[]
}

function Rows({ rows, verbs, ...props }: RowsProps): ReactElement {
  const { given, editing, own, places, onChange } = props
  const boxes = rows.flatMap((row) =>
    verbs.map((verb) => lackingPlace(own, { ...nameOf(row), verb }, places)),
  )
  const lacking = editing.type === 'free' ? boxes.find((place) => place !== undefined) : undefined
  return (
    <>
      <table className={classes['table']} data-verbs={verbs.length}>
        <thead>
          <tr>
            <th scope="col" aria-label="API group and resources">
              <span className={classes['kind']}>
                <span>API group</span>
                <span>Resources</span>
              </span>
            </th>
            {verbs.map((verb) => (
              <th key={verb} scope="col">
                {verb}
              </th>
            ))}
            {editing.type === 'free' && <th aria-label="Remove" />}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.apiGroup}/${row.resource}`} data-change={changeOf(row)}>
              <th scope="row" aria-label={kindWords(row)}>
                <span className={classes['kind']}>
                  <code>{plainText(row.apiGroup)}</code>
                  <strong>{plainText(row.resource)}</strong>
                </span>
              </th>
              {changeOf(row) === 'removed' ? (
                <td colSpan={verbs.length} className={classes['gone']}>
                  removed
                </td>
              ) : (
                verbs.map((verb) => (
                  <VerbBox
                    key={verb}
                    row={row}
                    verb={verb}
                    closed={editing.type === 'closed'}
                    lacking={lackingPlace(own, { ...nameOf(row), verb }, places)}
                    onTurn={() => onChange(turnOver(given, row, verb))}
                  />
                ))
              )}
              {editing.type === 'free' && (
                <td>
                  <RowButton row={row} given={given} onChange={onChange} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {lacking !== undefined && (
        <p className={classes['note']}>
          <Icon name="forbidden" size={14} />
          <span>
            A closed box is what you may not do {placeWords(lacking)} yourself, so you cannot grant
            it.
          </span>
        </p>
      )}
    </>
  )
}

function VerbBox({ row, verb, closed, lacking, onTurn }: VerbBoxProps): ReactElement {
  const what = `${verb} ${kindWords(row)}`
  const why =
    lacking === undefined
      ? ''
      : `, closed: you may not do it ${placeWords(lacking)} yourself, so you cannot grant it`
  return (
    <td className={classes['box']} title={closed || why === '' ? undefined : why.slice(10)}>
      <Checkbox
        size="xs"
        aria-label={closed ? what : what + why}
        checked={permits(row, verb)}
        disabled={closed || lacking !== undefined}
        onChange={onTurn}
      />
    </td>
  )
}

interface VerbBoxProps {
  readonly row: KindRow
  readonly verb: AskedVerb
  readonly closed: boolean
  readonly lacking: Place | undefined
  readonly onTurn: () => void
}

function RowButton({ row, given, onChange }: RowButtonProps): ReactElement {
  const gone = changeOf(row) === 'removed'
  const label = gone ? `Keep ${kindWords(row)}` : `Remove ${kindWords(row)}`
  return (
    <UnstyledButton
      aria-label={label}
      title={label}
      className={classes['button'] ?? ''}
      onClick={() => onChange(withVerbs(given, row, gone ? row.stored : []))}
    >
      <Icon name={gone ? 'undo' : 'terminating'} size={15} />
    </UnstyledButton>
  )
}

interface RowButtonProps extends Pick<PermissionTableProps, 'given' | 'onChange'> {
  readonly row: KindRow
}

const nameOf = ({ apiGroup, resource }: KindRow) => ({ apiGroup, resource })
