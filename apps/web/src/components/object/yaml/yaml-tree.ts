/** What stands at a line of YAML. Lines count from 0. */
export interface YamlLine {
  /** The field that begins here, or that the line is a part of: `spec.rules[0].host`. */
  readonly path: string
  readonly indent: number
  /** The last line of what begins here. */
  readonly end: number
  /** Begins a text of several lines. */
  readonly block: boolean
}

/** What stands at each line of the YAML that `yamlOf` writes: block style, two spaces a level, no line broken. */
export function yamlTree(yaml: string): readonly YamlLine[] {
  const reader = new Reader()
  const lines = yaml.split('\n').map((line) => reader.read(line))
  return withEnds(lines)
}

interface Level {
  readonly indent: number
  readonly path: string
  items: number
}

type OpenLine = Omit<YamlLine, 'end'>

/** Reads line after line, and remembers what is open. */
class Reader {
  readonly #open: Level[] = []
  /** A text of several lines, and where it is indented from. */
  #text: Level | undefined

  read(line: string): OpenLine {
    const indent = line.length - line.trimStart().length
    if (this.#text !== undefined) {
      if (line.trim() === '' || indent > this.#text.indent)
        return { path: this.#text.path, indent: this.#text.indent + 1, block: false }
      this.#text = undefined
    }
    const content = line.slice(indent)
    if (content.startsWith('#')) return { path: this.#above(indent).path, indent, block: false }
    return this.#field(content, indent)
  }

  #field(content: string, indent: number): OpenLine {
    let rest = content
    let at = indent
    let path: string | undefined
    let level = this.#above(at)
    while (rest === '-' || rest.startsWith('- ')) {
      level = this.#enter(this.#above(at), at)
      path ??= level.path
      rest = rest.slice(2)
      at += 2
    }
    const field = KEY.exec(rest)
    if (field !== null) {
      const above = this.#above(at)
      level = { indent: at, path: joined(above.path, nameOf(field[1] ?? '')), items: 0 }
      this.#open.push(level)
    }
    const value = field === null ? rest : (field[2] ?? '')
    const block = /^[|>][-+\d]*$/u.test(value)
    if (block) this.#text = level
    return { path: path ?? level.path, indent, block }
  }

  /** The innermost field that a line of this indentation lies in; what ended is let go. */
  #above(indent: number): Level {
    while ((this.#open.at(-1)?.indent ?? -1) >= indent) this.#open.pop()
    return this.#open.at(-1) ?? { indent: -1, path: '', items: 0 }
  }

  #enter(list: Level, indent: number): Level {
    const item = { indent, path: `${list.path}[${list.items}]`, items: 0 }
    list.items += 1
    this.#open.push(item)
    return item
  }
}

/** A key, bare or quoted, and its value. */
const KEY = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#[\]{}].*?):(?: (.*))?$/u

function nameOf(key: string): string {
  if (key.startsWith('"')) return key.slice(1, -1).replaceAll(/\\(.)/gu, '$1')
  return key.startsWith("'") ? key.slice(1, -1).replaceAll("''", "'") : key
}

function joined(path: string, name: string): string {
  if (!/^[\w-]+$/u.test(name)) return `${path}['${name}']`
  return path === '' ? name : `${path}.${name}`
}

function withEnds(lines: readonly OpenLine[]): readonly YamlLine[] {
  const ends = lines.map((_, index) => index)
  const open: number[] = []
  for (const [index, { indent }] of lines.entries()) {
    while (open.length > 0 && (lines[open.at(-1) ?? 0]?.indent ?? 0) >= indent) open.pop()
    for (const above of open) ends[above] = index
    open.push(index)
  }
  return lines.map((line, index) => ({ ...line, end: ends[index] ?? index }))
}

/** The line at which a field begins; `undefined`: there is none. */
export function lineOfPath(tree: readonly YamlLine[], path: string): number | undefined {
  const index = tree.findIndex((line) => line.path === path)
  return index === -1 ? undefined : index
}

/** The lines of what begins at a line, moved to the left edge. */
export function subtreeText(yaml: string, line: YamlLine, start: number): string {
  return yaml
    .split('\n')
    .slice(start, line.end + 1)
    .map((text) => text.slice(Math.min(line.indent, text.length - text.trimStart().length)))
    .join('\n')
}
