import { health } from '@argus/contracts/row'

import type { Option } from './command.ts'

/** Which clusters a command is about. */
export const CLUSTERS: Option = {
  name: 'cluster',
  short: 'c',
  value: 'NAME',
  many: true,
  summary: 'only these clusters, also by a pattern: prod-*; all of them without it',
  completes: 'clusters',
}

export const NAMESPACE: Option = {
  name: 'namespace',
  short: 'n',
  value: 'NAME',
  many: true,
  summary: 'only what lies in this namespace; all of them without it',
  completes: 'namespaces',
}

/** Which objects. */
export const FILTERS: readonly Option[] = [
  NAMESPACE,
  {
    name: 'all-namespaces',
    short: 'A',
    summary: 'all namespaces, as without -n: for hands that are used to it',
  },
  {
    name: 'selector',
    short: 'l',
    value: 'LABELS',
    summary: 'only what has these labels: app=web,tier!=cache',
  },
  {
    name: 'health',
    value: 'HEALTH',
    many: true,
    choices: health.options,
    summary: 'only what is of this health',
  },
  {
    name: 'where',
    value: 'CEL',
    summary: 'only what meets a condition in CEL on object: object.spec.replicas > 2',
  },
]

/** How objects are written. */
export const LIST_FORMAT: Option = {
  name: 'output',
  short: 'o',
  value: 'FORMAT',
  summary: 'how it is written: table, wide, json, yaml, name or jsonpath=TEMPLATE',
  offers: ['table', 'wide', 'json', 'yaml', 'name', 'jsonpath='],
}

/** For what needs a proof of a few minutes ago. */
export const PROOF: readonly Option[] = [
  {
    name: 'password-stdin',
    summary: 'read your password from the standard input, should it be asked for',
  },
  { name: 'code', value: 'CODE', summary: 'a code of an authenticator app, or a recovery code' },
]

export const TIMEOUT: Option = {
  name: 'timeout',
  value: 'TIME',
  summary: 'end after this: 30s, 5m, 1h30m',
}
