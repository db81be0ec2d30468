import { filesOf, textOf } from './files.ts'

export const jenkinsfiles = filesOf('jenkins/*.Jenkinsfile')

/** The commands of every `sh` step. */
export function jenkinsSteps(files: readonly string[] = jenkinsfiles): string[] {
  return files.flatMap((path) =>
    [...textOf(path).matchAll(/^ *sh '(.*)'$/gmu)].map(([, command = '']) => command),
  )
}

/** A directive, what stands behind its name, and those inside its braces. */
export interface Block {
  readonly name: string
  readonly blocks: readonly Block[]
  readonly lines: readonly string[]
}

/** Reads a declarative pipeline as it is laid out here, a directive or a step a line. Throws where braces do not fit. */
export function pipelineOf(path: string): Block {
  const open: { name: string; blocks: Block[]; lines: string[] }[] = [
    { name: path, blocks: [], lines: [] },
  ]
  for (const line of textOf(path)
    .split('\n')
    .map((text) => text.trim())) {
    const here = open.at(-1)
    const [, oneLine, inside] = /^(\w[^{]*) \{ (.*) \}$/u.exec(line) ?? []
    if (here === undefined) throw new Error(`${path}: a brace too many`)
    if (line === '' || line.startsWith('//')) continue
    if (oneLine !== undefined)
      here.blocks.push({ name: oneLine, blocks: [], lines: [inside ?? ''] })
    else if (line.endsWith(' {')) open.push({ name: line.slice(0, -2), blocks: [], lines: [] })
    else if (line === '}') {
      open.pop()
      open.at(-1)?.blocks.push(here)
    } else here.lines.push(line)
  }
  const [whole, ...rest] = open
  if (whole === undefined || rest.length > 0) throw new Error(`${path}: a brace is not closed`)
  return whole
}
