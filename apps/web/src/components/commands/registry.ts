import { COMMAND_IDS, type CommandId } from './commands.ts'

/** What can be done now, and how. */
export type Actions = { readonly [K in CommandId]?: (() => void) | undefined }

/** Which commands can be carried out at the moment: each part of the page brings its own while it is there. */
export class CommandRegistry {
  readonly #parts: (() => Actions)[] = []

  /** `actions` is asked each time. Takes them away again when the answer is called. */
  add(actions: () => Actions): () => void {
    this.#parts.unshift(actions)
    return () => {
      this.#parts.splice(this.#parts.indexOf(actions), 1)
    }
  }

  /** Those of the part that came last first: what is innermost is meant. */
  available(): readonly CommandId[] {
    return [...new Set(this.#parts.flatMap((actions) => idsOf(actions())))]
  }

  /** Does nothing where it cannot be done now. */
  run(id: CommandId): void {
    for (const actions of this.#parts) {
      const action = actions()[id]
      if (action !== undefined) return action()
    }
  }
}

function idsOf(actions: Actions): readonly CommandId[] {
  return COMMAND_IDS.filter((id) => actions[id] !== undefined)
}
