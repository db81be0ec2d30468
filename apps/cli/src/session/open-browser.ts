/**
 * Has the browser show an address; answers whether a program was there to do it. It goes on by itself, and what it says is
 * not for this terminal.
 */
export async function openBrowser(
  [program, ...before]: readonly [string, ...string[]],
  address: URL,
): Promise<boolean> {
  const { spawn } = process.getBuiltinModule('node:child_process')
  const child = spawn(program, [...before, address.href], { detached: true, stdio: 'ignore' })
  return new Promise((resolve) => {
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}
