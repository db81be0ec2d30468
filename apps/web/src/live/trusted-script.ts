/** As far as it is used here; TypeScript's own description of browsers leaves it out. */
interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy
}

/** What comes out is an object of the browser's, which stands where an address may stand. */
interface Policy {
  readonly createScriptURL: (url: string) => string
}

declare global {
  interface Window {
    readonly trustedTypes?: TrustedTypes
  }
}

let policy: Policy | undefined

/**
 * The address of the one script that the page starts by itself. Under `require-trusted-types-for` a browser takes no plain
 * text there (https://www.w3.org/TR/trusted-types/); one that does not know trusted types takes the text.
 */
export function trustedScript(own: string): string {
  if (window.trustedTypes === undefined) return own
  policy ??= window.trustedTypes.createPolicy('argus', {
    createScriptURL(url) {
      if (url !== own) throw new TypeError('The page starts no script but its own.')
      return url
    },
  })
  return policy.createScriptURL(own)
}
