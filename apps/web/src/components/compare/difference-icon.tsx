import type { ReactElement } from 'react'

import { Icon } from '../../ui/icon.tsx'

/** Which of two sides has a value: colour is not the only sign. */
export function DifferenceIcon({ values }: { readonly values: readonly unknown[] }): ReactElement {
  const [left, right] = values
  if (right === undefined) return <Icon name="only-left" size={14} label="only on the left" />
  if (left === undefined) return <Icon name="only-right" size={14} label="only on the right" />
  return <Icon name="differs" size={14} label="differs from" />
}
