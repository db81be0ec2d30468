/** Whether this installation asks everybody who logs in by a password for a second factor, or leaves it to them. */
export type SecondFactorRule = 'offered' | 'required'

/** Of a Session what the rule looks at. */
interface Ruled {
  readonly kind: 'login' | 'api_key'
  /** The user logs in by a password, and has enrolled nothing beside it. */
  readonly passwordAlone: boolean
}

/**
 * Whether a Session may do nothing yet but enrol a second factor. Who comes by a provider has no password here, and
 * is as strong as the provider says; a script comes by its key.
 */
export const mustEnrol = ({ kind, passwordAlone }: Ruled, rule: SecondFactorRule): boolean =>
  rule === 'required' && kind === 'login' && passwordAlone
