/** Jest's globalTeardown: stops the server that `postgres-setup.ts` started. */
export default async function teardown(): Promise<void> {
  if (globalThis.argusTestPostgres === undefined) return
  await globalThis.argusTestPostgres[Symbol.asyncDispose]()
  globalThis.argusTestPostgres = undefined
  // A process that runs Jest again (mutation tests do) must not look for the server that is gone.
  // oxlint-disable-next-line node/no-process-env -- how Jest's workers are told of the server
  delete process.env['TEST_DATABASE_URL']
}
