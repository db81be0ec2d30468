import type { ReactElement } from 'react'

import { counted, plainText } from '../../live/words.ts'
import { Icon } from '../../ui/icon.tsx'
import classes from '../new-cluster.module.css'
import type { RefusedField } from './kubeconfig-field.ts'
import type { ReadKubeconfig } from './read-kubeconfig.ts'

/** What is refused first, each with where, why and a way out; then what is read, and what is left out. */
export function FieldPanel({ read }: { readonly read: ReadKubeconfig }): ReactElement {
  if (read.type !== 'read')
    return (
      <p className={classes['quiet']}>
        Of a kubeconfig Argus reads the address, the authority, the name in the certificate, and a
        token or a client certificate with its key. It runs no program and reads no file that a
        kubeconfig names. What it does not take is told here.
      </p>
    )
  const { refused, used, unused, context } = read
  return (
    <>
      <div role="status">
        {refused.length > 0 && (
          <div className={classes['alarm']}>
            <Icon name="failed" size={18} />
            <div>
              <strong>
                {counted(refused.length, 'field')} {refused.length === 1 ? 'is' : 'are'} refused
              </strong>
              <p>A kubeconfig is code. Argus reads six fields from it and nothing else.</p>
            </div>
          </div>
        )}
      </div>
      {refused.length > 0 && (
        <ul className={classes['refused']} aria-label="Refused fields">
          {refused.map((field) => (
            <li key={field.field}>
              <Icon name="failed" />
              <code dir="auto">{plainText(field.field)}</code>
              <span className={classes['meta']}>{lineWords(field)}</span>
              <p>{sentence(field.why)}</p>
            </li>
          ))}
        </ul>
      )}
      {used.length > 0 && (
        <>
          <h2>Read</h2>
          <ul className={classes['used']} aria-label="Fields that are read">
            {used.map(({ field, says }) => (
              <li key={field}>
                <Icon name="check" />
                <code dir="auto">{plainText(shortName(field))}</code>
                <span className={classes['meta']} dir="auto">
                  {plainText(says)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {unused.length > 0 && (
        <p className={classes['quiet']} dir="auto">
          Not used, and not sent: {unused.map(plainText).join(', ')}. Argus adds one context at a
          time, here {plainText(context)}.
        </p>
      )}
    </>
  )
}

function lineWords({ lines }: RefusedField): string {
  if (lines === undefined) return ''
  const [from, to] = lines
  return from === to ? `line ${from}` : `lines ${from} to ${to}`
}

/** The table's words go on after the name of the field. */
function sentence(why: string): string {
  const text = why.replaceAll('`', '')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

/** cluster.server of clusters[0].cluster.server */
const shortName = (field: string): string => field.replace(/^\w+\[\d+\]\./u, '')
