import { misused } from '../failure.ts'

/** How a list of objects is written. */
export type Format =
  | { readonly type: 'table'; readonly wide: boolean }
  | { readonly type: 'json' }
  | { readonly type: 'yaml' }
  | { readonly type: 'name' }
  | { readonly type: 'jsonpath'; readonly template: string }

/** The value of `-o`, as kubectl has it. */
export function readFormat(text: string | undefined): Format {
  switch (text ?? 'table') {
    case 'table':
      return { type: 'table', wide: false }
    case 'wide':
      return { type: 'table', wide: true }
    case 'json':
      return { type: 'json' }
    case 'yaml':
      return { type: 'yaml' }
    case 'name':
      return { type: 'name' }
    default: {
      const template = /^jsonpath=(.+)$/s.exec(text ?? '')?.[1]
      if (template !== undefined) return { type: 'jsonpath', template }
      throw misused(
        `There is no format "${text}"`,
        'There is table, wide, json, yaml, name and jsonpath=TEMPLATE.',
      )
    }
  }
}
