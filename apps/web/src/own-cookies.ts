/** Cookies of auth are named so, with the prefix of a secure origin or, in development, without. */
const OWN = /^(?:__Host-)?argus_/

/** A `Cookie` header without the cookies of auth; `undefined` where nothing else was in it. */
export function withoutOwnCookies(header: string | undefined): string | undefined {
  const others = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '' && !OWN.test(pair))
  return others.length === 0 ? undefined : others.join('; ')
}
