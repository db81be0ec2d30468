import type { Area } from '../../session/may.ts'

/** A part of the administration: what it is called, where it is, and whose it is. */
export interface Section {
  readonly name: string
  readonly to: '/admin/users' | '/admin/roles' | '/admin/audit'
  readonly area: Area
}

/** In the order in which they stand side by side; the first that a reader may open is where they begin. */
const SECTIONS: readonly Section[] = [
  { name: 'Users', to: '/admin/users', area: 'users' },
  { name: 'Roles', to: '/admin/roles', area: 'roles' },
  { name: 'Audit', to: '/admin/audit', area: 'audit' },
]

export type Place =
  | { readonly type: 'section'; readonly section: Section; readonly sections: readonly Section[] }
  /** The address names no section: it leads to this one. */
  | { readonly type: 'begin'; readonly to: Section['to'] }
  | { readonly type: 'lost' }

/** Where an address of the administration leads somebody who may open these areas. */
export function placeOf(
  pathname: string,
  areas: ReadonlySet<Area>,
  all: readonly Section[] = SECTIONS,
): Place {
  const sections = all.filter(({ area }) => areas.has(area))
  const section = sections.find(({ to }) => pathname === to || pathname.startsWith(`${to}/`))
  if (section !== undefined) return { type: 'section', section, sections }
  const first = sections[0]
  return first !== undefined && /^\/admin\/?$/u.test(pathname)
    ? { type: 'begin', to: first.to }
    : { type: 'lost' }
}
