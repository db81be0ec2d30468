/** The parts of an object, in the order of the digits that choose them. */
export const OBJECT_TABS = [
  'summary',
  'yaml',
  'conditions',
  'changes',
  'related',
  'clusters',
] as const
export type ObjectTab = (typeof OBJECT_TABS)[number]

/** The tab that an address names; one that this version does not know is the first. */
export function readTab(text: string | undefined | null): ObjectTab {
  return OBJECT_TABS.find((tab) => tab === text) ?? 'summary'
}

/** How an address names a tab; nothing for the first. */
export function writeTab(tab: ObjectTab): string | undefined {
  return tab === 'summary' ? undefined : tab
}
