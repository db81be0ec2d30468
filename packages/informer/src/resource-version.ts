/** Kubernetes' own word for the state of a resource; opaque but for the guard below. */
export type ResourceVersion = string

/**
 * Orders two versions of one resource: negative when `a` is older. Numeric order is promised from Kubernetes
 * 1.35 (https://kep.k8s.io/5504) and holds in practice before; `undefined` when either is not a number.
 */
export function compareVersions(a: ResourceVersion, b: ResourceVersion): number | undefined {
  if (!isNumber(a) || !isNumber(b)) return undefined
  // Longer is larger, equal lengths compare as text: versions may exceed what a number holds exactly.
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : Number(a > b)
}

/** Digits alone. By hand, because it runs several times for every event. */
function isNumber(version: ResourceVersion): boolean {
  for (let at = 0; at < version.length; at++) {
    const code = version.charCodeAt(at)
    if (code < 0x30 || code > 0x39) return false
  }
  return version.length > 0
}
