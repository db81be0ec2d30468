import { stringify } from 'yaml'

/** YAML that readers of version 1.1 take for the same: kubectl is one, to which `no` and a bare date are no texts. */
export const yamlOf = (value: unknown): string =>
  stringify(value, { version: '1.1', aliasDuplicateObjects: false })
