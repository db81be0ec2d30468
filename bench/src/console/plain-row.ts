/** A row as the straightforward list is told of it. */
export interface PlainRow {
  readonly name: string
  readonly namespace: string
  readonly cluster: string
  readonly step: number
}
