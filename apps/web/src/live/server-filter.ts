import type { ResourceOutline } from './outline.ts'

/** The filters that the gateway answers: it knows labels and whole objects, which rows do not hold. Empty: none. */
export interface ServerFilter {
  /** A label selector as Kubernetes writes it. */
  readonly labels: string
  /** A condition in CEL on `object`. */
  readonly cel: string
}

export type FilterName = keyof ServerFilter

/** The longest a filter may be: a longer one would be no frame of the protocol. */
export const MAX_LENGTH: Readonly<Record<FilterName, number>> = { labels: 2_048, cel: 1_024 }

/** What is wrong with a filter, in words, and with which. */
export interface FilterFault {
  readonly name: FilterName
  readonly message: string
}

/** The fault that ended a list, where its filters are to blame; a reader who lost the kind is told so instead. */
export function filterFault(
  { labels, cel }: ServerFilter,
  { ended }: Pick<ResourceOutline, 'ended'>,
): FilterFault | undefined {
  if (ended === undefined || (labels === '' && cel === '')) return undefined
  switch (ended.code) {
    case 'bad_selector':
      return { name: isAboutLabels(ended.message, cel) ? 'labels' : 'cel', message: ended.message }
    case 'not_allowed':
      return cel === ''
        ? undefined
        : {
            name: 'cel',
            message:
              'Not permitted: an expression needs the right to read the whole objects. Remove it, or ask an administrator.',
          }
    case 'too_many':
      return {
        name: cel === '' ? 'labels' : 'cel',
        message: 'Too many lists with filters are open in this browser. Close one and try again.',
      }
    default:
      return undefined
  }
}

/** The gateway names the kind of filter first. */
function isAboutLabels(message: string, cel: string): boolean {
  return cel === '' || /^the label selector/iu.test(message)
}
