/**
 * Whether a value under this name is to be hidden: annotations, environment variables, arguments and
 * name/value pairs. Broad on purpose: a hidden harmless value costs a look at the cluster, a shown secret costs more.
 */
export function isSensitiveName(name: string): boolean {
  return SENSITIVE.test(name)
}

const SENSITIVE =
  /token|passw|passphrase|pwd|secret|key|vault|credential|authorization|basic[-_]?auth|cookie/i

/**
 * Whether a field of any object holds a secret as plain text. Narrow on purpose: `secretName`, `key` and
 * `passwordSecretKeyRef` name where a secret is, and must stay readable.
 */
export function isSecretField(field: string): boolean {
  return SECRET_FIELD.test(field)
}

const SECRET_FIELD =
  /(?:^token|passwd|password|passphrase|(?:access|auth|bearer|refresh|id|api|session|security|join)[-_]?token|(?:api|secret|access|private|shared|encryption|signing|account|master)[-_]?key|(?:client|shared)[-_]?secret|authorization)$/i
