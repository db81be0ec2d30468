import type { ReactElement } from 'react'

import { placeWords } from '../../components/place-words.ts'
import classes from '../users.module.css'
import type { ScopeRights } from './loss.ts'
import { rightsText } from './rights-text.ts'

/** Rights by place, a line for each kind. */
export function RightLines({ scopes }: { readonly scopes: readonly ScopeRights[] }): ReactElement {
  return (
    <dl className={classes['rights']}>
      {scopes.map((scope) => (
        <div key={placeWords(scope)}>
          <dt>{placeWords(scope)}</dt>
          {scope.permissions.map((rights) => (
            <dd key={`${rights.apiGroup}/${rights.resource}`}>{rightsText(rights)}</dd>
          ))}
        </div>
      ))}
    </dl>
  )
}
