import {
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorSchemeManager,
} from '@mantine/core'

/** Sizes and faces come from theme.css; here is only what Mantine decides in script. */
export const theme = createTheme({
  cursorType: 'pointer',
  defaultRadius: 6,
  respectReducedMotion: true,
  // What stands on the accent: it is dark where the accent is light.
  variantColorResolver: (input) => ({
    ...defaultVariantColorsResolver(input),
    ...(input.variant === 'filled' && { color: 'var(--on-accent)' }),
  }),
  // The first entry gets the focus: Mantine's element for it is none that a menu may hold.
  components: { Menu: { defaultProps: { withInitialFocusPlaceholder: false } } },
})

/** The system's wish, and nothing kept in storage. */
export const schemeManager: MantineColorSchemeManager = {
  get: (fallback) => fallback,
  set: () => undefined,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => undefined,
}
