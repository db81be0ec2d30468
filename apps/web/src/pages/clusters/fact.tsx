import type { ReactElement, ReactNode } from 'react'

/** A term and what it is, of a list of them. */
export function Fact({ name, children }: FactProps): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

interface FactProps {
  readonly name: string
  readonly children: ReactNode
}
