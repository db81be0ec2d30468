type Environment = Readonly<Record<string, string | undefined>>

/**
 * The program that opens an address in the browser of whoever sits here, and what stands before the address; nothing where
 * nobody does: over ssh it would open on another screen. None of them is given to a shell.
 */
export function browserCommand(
  env: Environment,
  platform: NodeJS.Platform,
): readonly [string, ...string[]] | undefined {
  const { BROWSER, DISPLAY, WAYLAND_DISPLAY, SSH_CONNECTION, SSH_TTY } = env
  if (BROWSER) return [BROWSER]
  if (SSH_CONNECTION || SSH_TTY) return undefined
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler']
  if (platform === 'darwin') return ['open']
  return DISPLAY || WAYLAND_DISPLAY ? ['xdg-open'] : undefined
}
