/** Jest's globalTeardown: stops the server that `postgres-setup.ts` started. */
export default async function teardown(): Promise<void> {
  await globalThis.argusTestPostgres?.[Symbol.asyncDispose]()
}
