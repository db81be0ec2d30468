import { until } from './until.ts'

/**
 * Makes a replica hear nothing more of its master, as when the link between them is slow: what is written from now on is
 * lost when the master dies. The master must ask for a password. Resolves when it hears nothing.
 */
export async function deafen(
  ask: (command: string, ...args: string[]) => Promise<unknown>,
): Promise<void> {
  await ask('CONFIG', 'SET', 'masterauth', 'no longer')
  await ask('CLIENT', 'KILL', 'TYPE', 'master')
  const deaf = async () => {
    return String(await ask('INFO', 'replication')).includes('master_link_status:down')
  }
  await until(deaf, { what: 'a replica that hears nothing' })
}
