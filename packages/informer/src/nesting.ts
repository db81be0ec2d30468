/**
 * Whether JSON is nested deeper than any object that an API server takes (https://go.dev/src/encoding/json/scanner.go, `maxNestingDepth`):
 * parsing a few million open brackets would hold everything up. Text that is too short for that is not looked through.
 */
export function isTooDeep(json: Buffer): boolean {
  if (json.length < 2 * DEEPEST) return false
  let depth = 0
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]
    if (byte === 0x22) at = endOfString(json, at)
    else if (byte === 0x7b || byte === 0x5b) depth += 1
    else if (byte === 0x7d || byte === 0x5d) depth -= 1
    if (depth > DEEPEST) return true
  }
  return false
}

const DEEPEST = 10_000

/** The closing quote of the string that opens at `start`. */
function endOfString(json: Buffer, start: number): number {
  let at = start + 1
  while (at < json.length && json[at] !== 0x22) at += json[at] === 0x5c ? 2 : 1
  return at
}
