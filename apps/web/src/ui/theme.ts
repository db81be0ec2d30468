import { createTheme, type MantineColorSchemeManager } from '@mantine/core'

/** Sizes and faces come from theme.css; here is only what Mantine decides in script. */
export const theme = createTheme({
  cursorType: 'pointer',
  defaultRadius: 6,
  respectReducedMotion: true,
})

/** The system's wish, and nothing kept in storage. */
export const schemeManager: MantineColorSchemeManager = {
  get: (fallback) => fallback,
  set: () => undefined,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => undefined,
}
