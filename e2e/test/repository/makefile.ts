import { textOf } from './files.ts'

export interface Target {
  readonly name: string
  readonly help: string | undefined
  readonly recipe: string
}

/** The targets that a person can ask for; those that are files are made on the way. */
export function targets(): readonly Target[] {
  const blocks = textOf('Makefile').split(/^(?=[a-z][\w-]*:)/mu)
  return blocks.flatMap((block) => {
    const [, name, help] = /^([a-z][\w-]*):(?!=)[^#\n]*(?:## (.*))?/u.exec(block) ?? []
    const recipe = block.split('\n').filter((line) => line.startsWith('\t'))
    return name === undefined ? [] : [{ name, help, recipe: recipe.join('\n') }]
  })
}

/** Those that are never a file's name. */
export function phony(): readonly string[] {
  const lines = textOf('Makefile').matchAll(/^\.PHONY: (.*)$/gmu)
  return [...lines].flatMap(([, names = '']) => names.trim().split(/\s+/u))
}

export const targetNames: ReadonlySet<string> = new Set(targets().map(({ name }) => name))
