/** What a command has declared of itself. */
interface Declared {
  readonly name: string
  readonly arguments?: readonly { readonly name: string }[]
}

/** What a command line says, as the command has declared it. Asking for what it did not declare is a bug. */
export class Invocation {
  readonly #command: Declared
  readonly #arguments: readonly unknown[]
  readonly #options: Readonly<Record<string, unknown>>

  constructor(
    command: Declared,
    said: {
      readonly arguments: readonly unknown[]
      readonly options: Readonly<Record<string, unknown>>
    },
  ) {
    this.#command = command
    this.#arguments = said.arguments
    this.#options = said.options
  }

  /** An argument that the command line must have. */
  needed(name: string): string {
    const value = this.argument(name)
    if (value === undefined) throw new Error(`the argument ${name} is not required to be there`)
    return value
  }

  argument(name: string): string | undefined {
    const at = (this.#command.arguments ?? []).findIndex((each) => each.name === name)
    if (at < 0) throw new Error(`${this.#command.name} has no argument ${name}`)
    const value = this.#arguments[at]
    return typeof value === 'string' ? value : undefined
  }

  /** The values of an argument that there may be several of. */
  argumentList(name: string): readonly string[] {
    const at = (this.#command.arguments ?? []).findIndex((each) => each.name === name)
    return strings(this.#arguments[at])
  }

  on(name: string): boolean {
    return this.#option(name) === true
  }

  text(name: string): string | undefined {
    const value = this.#option(name)
    return typeof value === 'string' ? value : undefined
  }

  list(name: string): readonly string[] {
    return strings(this.#option(name))
  }

  #option(name: string): unknown {
    const key = name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
    return this.#options[key]
  }
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}
