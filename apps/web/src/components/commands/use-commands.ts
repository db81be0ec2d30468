import { createContext, useContext, useEffect, useLayoutEffect, useRef } from 'react'

import type { Actions, CommandRegistry } from './registry.ts'

export const CommandContext = createContext<CommandRegistry | undefined>(undefined)

/** What can be done on this page now. */
export function useCommandRegistry(): CommandRegistry {
  const registry = useContext(CommandContext)
  if (registry === undefined) throw new Error('no CommandCenter above')
  return registry
}

/** Lets keys and the palette do this while the component is mounted. */
export function useCommands(actions: Actions): void {
  const registry = useCommandRegistry()
  const latest = useRef(actions)
  useLayoutEffect(() => {
    latest.current = actions
  })
  useEffect(() => registry.add(() => latest.current), [registry])
}
