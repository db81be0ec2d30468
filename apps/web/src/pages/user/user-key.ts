/** Under it stands all that was asked about a user. */
export const userKey = (id: string): readonly string[] => ['user', id]
