/**
 * The bytes of one member of a JSON object, as they stand in its text; `undefined` when it has none of that
 * name. The text must be valid JSON (it has been parsed): integers beyond 2⁵³ survive in the bytes alone.
 */
export function memberBytes(json: Buffer, name: string): Buffer | undefined {
  let at = skipSpace(json, skipSpace(json, 0) + 1)
  while (json[at] === QUOTE) {
    const nameEnd = endOfString(json, at)
    const found = json.toString('utf8', at + 1, nameEnd - 1) === name
    const start = skipSpace(json, skipSpace(json, nameEnd) + 1)
    const end = endOfValue(json, start)
    if (found) return json.subarray(start, end)
    at = skipSpace(json, end)
    if (json[at] === COMMA) at = skipSpace(json, at + 1)
  }
  return undefined
}

const QUOTE = 0x22
const COMMA = 0x2c
const BACKSLASH = 0x5c

function endOfValue(json: Buffer, start: number): number {
  const first = json[start]
  if (first === QUOTE) return endOfString(json, start)
  if (first !== 0x7b && first !== 0x5b) return endOfScalar(json, start)
  let depth = 0
  for (let at = start; at < json.length; at++) {
    const byte = json[at]
    if (byte === QUOTE) at = endOfString(json, at) - 1
    else if (byte === 0x7b || byte === 0x5b) depth += 1
    else if ((byte === 0x7d || byte === 0x5d) && --depth === 0) return at + 1
  }
  return json.length
}

/** The position after the closing quote of the string that opens at `start`. */
function endOfString(json: Buffer, start: number): number {
  for (let from = start + 1; ;) {
    const quote = json.indexOf(QUOTE, from)
    if (quote < 0) return json.length
    let slashes = 0
    while (json[quote - 1 - slashes] === BACKSLASH) slashes += 1
    if (slashes % 2 === 0) return quote + 1
    from = quote + 1
  }
}

function endOfScalar(json: Buffer, start: number): number {
  let at = start
  while (at < json.length && json[at] !== COMMA && json[at] !== 0x7d && json[at] !== 0x5d) at += 1
  return at
}

function skipSpace(json: Buffer, start: number): number {
  let at = start
  while (json[at] === 0x20 || json[at] === 0x0a || json[at] === 0x0d || json[at] === 0x09) at += 1
  return at
}
