import { everything, type Rig } from './rig.ts'

/** Resolves when a gateway has carried out a Notice that was committed after all others. */
export async function heardOf(rig: Rig, { url }: { readonly url: string }): Promise<void> {
  const witness = rig.auth.login([everything()])
  const client = await rig.client(witness, { url })
  await rig.auth.revoke(witness)
  await client.closed()
}
