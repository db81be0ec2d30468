import { clusterId } from '@argus/contracts/topic'

/** The nearest id to a name: lower-case letters, digits and dashes. Empty where nothing of it can be used. */
export function idOf(name: string): string {
  const near = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .slice(0, MAX_LENGTH)
    .replaceAll(/^-+|-+$/gu, '')
  return clusterId.safeParse(near).success ? near : ''
}

/** Of a DNS label. */
const MAX_LENGTH = 63

/** What labels in a line of text are, or which of them is none. */
export type ReadLabels =
  | { readonly type: 'read'; readonly labels: Readonly<Record<string, string>> }
  | { readonly type: 'refused'; readonly part: string }

/** `env=production, region=ap`, apart by commas or spaces. What a label may be the service says. */
export function readLabels(text: string): ReadLabels {
  const parts = text.split(/[\s,]+/u).filter((part) => part !== '')
  const wrong = parts.find((part) => !/^[^=]+=[^=]*$/u.test(part))
  if (wrong !== undefined) return { type: 'refused', part: wrong }
  return { type: 'read', labels: Object.fromEntries(parts.map((part) => part.split('='))) }
}
