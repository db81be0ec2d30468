import type { Item } from '@argus/contracts/gateway-frame'
import type { Cell, Column } from '@argus/contracts/row'
import type { ReactElement, ReactNode } from 'react'

import { fullTime } from '../../live/times.ts'
import { plainText } from '../../live/words.ts'
import type { ObjectAddress } from '../../search.ts'
import { Icon } from '../../ui/icon.tsx'
import { Ago } from '../grid/ago.tsx'
import { Folded } from './folded.tsx'
import { linksOut } from './links-out.ts'
import { OwnerLine } from './owner-line.tsx'
import classes from './summary.module.css'
import { summaryOf } from './summary-of.ts'

/** What an object is, whose, and what holds it. */
export function Summary({ item, columns, address }: SummaryProps): ReactElement {
  const { labels, annotations, owners, finalizers, deletedAt, generation } = summaryOf(item.object)
  const links = linksOut(item.object)
  return (
    <div className={classes['summary']}>
      {deletedAt !== undefined && <Leaving since={deletedAt} finalizers={finalizers} />}
      <dl className={classes['facts']}>
        {item.reason !== '' && <Fact name="Reason">{plainText(item.reason)}</Fact>}
        {columns.map((column, index) => (
          <Fact key={column.name} name={plainText(column.name)}>
            <CellValue column={column} value={item.cells[index] ?? null} />
          </Fact>
        ))}
        <Fact name="Created">
          <span title={fullTime(item.created)}>
            <Ago at={item.created} word=" ago" />
          </span>
        </Fact>
        {item.healthSince !== null && (
          <Fact name="So since">
            <span title={fullTime(item.healthSince)}>
              <Ago at={item.healthSince} word=" ago" />
            </span>
          </Fact>
        )}
        {generation !== undefined && <Fact name="Generation">{generation}</Fact>}
        <Fact name="UID">
          <span className={classes['mono']}>{plainText(item.uid)}</span>
        </Fact>
        {owners.length > 0 && (
          <Fact name={owners.length === 1 ? 'Owner' : 'Owners'}>
            {owners.map((owner) => (
              <OwnerLine key={owner.uid} owner={owner} address={address} />
            ))}
          </Fact>
        )}
        {finalizers.length > 0 && deletedAt === undefined && (
          <Fact name="Finalizers">
            {finalizers.map((name) => (
              <span key={name} className={classes['line']}>
                {plainText(name)}
              </span>
            ))}
          </Fact>
        )}
      </dl>
      <Pairs title="Labels" pairs={labels} />
      <Pairs title="Annotations" pairs={annotations} />
      {links.length > 0 && (
        <section>
          <h3>Links out</h3>
          <ul className={classes['links']}>
            {links.map(({ url, host, path }) => (
              <li key={url}>
                <a href={url} target="_blank" rel="noopener noreferrer" dir="auto">
                  <Icon name="link" size={14} /> <strong>{plainText(host)}</strong>
                  <span className="visually-hidden"> (another page)</span>
                </a>
                <span className={classes['meta']} title={plainText(url)}>
                  {plainText(path)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

interface SummaryProps {
  readonly item: Item
  readonly columns: readonly Column[]
  readonly address: ObjectAddress
}

/** It is to go, and something holds it. */
function Leaving({ since, finalizers }: LeavingProps): ReactElement {
  return (
    <p className={classes['leaving']} role="status">
      <Icon name="terminating" />
      <span>
        To be deleted since <Ago at={since} />
        {finalizers.length > 0 && (
          <>
            , waits for <strong dir="auto">{finalizers.map(plainText).join(', ')}</strong>
          </>
        )}
        .
      </span>
    </p>
  )
}

interface LeavingProps {
  readonly since: number
  readonly finalizers: readonly string[]
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={classes['fact']}>
      <dt>{name}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  )
}

function CellValue({ column, value }: CellValueProps): ReactNode {
  if (value === null || value === '') return <span className={classes['meta']}>none</span>
  if (column.type === 'date' && typeof value === 'number')
    return (
      <span title={fullTime(value)}>
        <Ago at={value} word=" ago" />
      </span>
    )
  return plainText(String(value))
}

interface CellValueProps {
  readonly column: Column
  readonly value: Cell
}

function Pairs({ title, pairs }: PairsProps): ReactElement | null {
  if (pairs.length === 0) return null
  return (
    <section>
      <h3>
        {title} <span className={classes['meta']}>{pairs.length}</span>
      </h3>
      <dl className={classes['pairs']}>
        {pairs.map(([name, value]) => (
          <div key={name} className={classes['pair']}>
            <dt>{plainText(name)}</dt>
            <dd dir="auto">{value === '' ? <em>empty</em> : <Folded text={plainText(value)} />}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

interface PairsProps {
  readonly title: string
  readonly pairs: readonly (readonly [string, string])[]
}
