/** A role, and where: everywhere, in a cluster, or in a namespace of it. */
export interface PlacedRole {
  readonly role: string
  readonly cluster: string | null
  readonly namespace: string | null
}

/** What membership in a group of the provider's gives here. */
export type RoleMapping = ReadonlyMap<string, readonly PlacedRole[]>

/** The roles that these groups give, each once. Groups that the mapping does not name give nothing. */
export function rolesOfGroups(
  groups: readonly string[],
  mapping: RoleMapping,
): readonly PlacedRole[] {
  const all = groups.flatMap((group) => mapping.get(group) ?? [])
  return [...new Map(all.map((role) => [spelled(role), role])).values()]
}

export interface RoleChanges<Had> {
  readonly gained: readonly PlacedRole[]
  readonly lost: readonly Had[]
}

/** What leads from the roles that a user had to those the user is to have; nothing of what stays. */
export function roleChanges<Had extends PlacedRole>(
  had: readonly Had[],
  wanted: readonly PlacedRole[],
): RoleChanges<Had> {
  const before = new Set(had.map(spelled))
  const after = new Set(wanted.map(spelled))
  return {
    gained: wanted.filter((role) => !before.has(spelled(role))),
    lost: had.filter((role) => !after.has(spelled(role))),
  }
}

const spelled = ({ role, cluster, namespace }: PlacedRole): string =>
  JSON.stringify([role, cluster, namespace])
