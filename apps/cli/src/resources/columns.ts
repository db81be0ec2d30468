import type { TopicShape } from '@argus/contracts/record'
import type { Column } from '@argus/contracts/row'

/** A column over several clusters: their versions of a kind may have different ones. */
export type NamedColumn = Pick<Column, 'name' | 'priority'>

/** The columns of all of them, each name once, in the order of the first that has it. `wide`: those too that are hidden at first. */
export function columnsOf(shapes: readonly TopicShape[], wide: boolean): readonly NamedColumn[] {
  const known = new Map<string, NamedColumn>()
  for (const { columns } of shapes)
    for (const { name, priority } of columns)
      if (!known.has(name) && (wide || priority === 0)) known.set(name, { name, priority })
  return [...known.values()]
}

/** Where a column of that name stands in the rows of one cluster. */
export function placeOf({ columns }: TopicShape, name: string): number {
  return columns.findIndex((column) => column.name === name)
}
