/**
 * Which replica owns a resource: the one whose hash with it is the highest (rendezvous hashing). Every replica
 * works it out alone and comes to the same answer, and one that joins or leaves moves only its own share.
 * `undefined` where there is no replica.
 */
export function ownerOf(resource: string, replicas: readonly string[]): string | undefined {
  let owner: string | undefined
  let highest = -1
  for (const replica of replicas) {
    const weight = hash32(`${replica}\n${resource}`)
    // A tie is settled by name, so that the order of the list decides nothing.
    if (weight < highest || (weight === highest && owner !== undefined && replica > owner)) continue
    owner = replica
    highest = weight
  }
  return owner
}

/** FNV-1a over UTF-16 units, then the finalizer of MurmurHash3: names that differ in one digit must not hash alike. */
function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
