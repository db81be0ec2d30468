import { once } from 'node:events'
import { createServer } from 'node:http'

import { assertionSchema, attestationSchema } from '@argus/contracts/http/passkeys'
import { startChromium } from '@argus/testkit/chromium'
import type { CDPSession, Page } from 'playwright-core'

/** A page that a browser takes for a secure context, and nothing on it. */
export interface EmptyPage extends AsyncDisposable {
  readonly origin: string
}

export async function serveEmptyPage(): Promise<EmptyPage> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Passkeys</title>')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening')
  return {
    // By this name a browser takes plain http for a secure context.
    origin: `http://localhost:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** A real browser whose authenticator is made of software; a user is always there, and verified unless told otherwise. */
export class PasskeyBrowser implements AsyncDisposable {
  readonly #page: Page
  readonly #devtools: CDPSession
  readonly #authenticatorId: string

  private constructor(page: Page, devtools: CDPSession, authenticatorId: string) {
    this.#page = page
    this.#devtools = devtools
    this.#authenticatorId = authenticatorId
  }

  static async start(origin: string): Promise<PasskeyBrowser> {
    const browser = await startChromium()
    const page = await browser.newPage()
    await page.goto(origin)
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('WebAuthn.enable')
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    return new PasskeyBrowser(page, devtools, authenticatorId)
  }

  /** Makes a passkey, as the console would of the options that auth gives. */
  async create(options: unknown) {
    return attestationSchema.parse(
      await this.#run('create', 'parseCreationOptionsFromJSON', options),
    )
  }

  /** Proves that it has one. */
  async prove(options: unknown) {
    return assertionSchema.parse(await this.#run('get', 'parseRequestOptionsFromJSON', options))
  }

  async visit(origin: string): Promise<void> {
    await this.#page.goto(origin)
  }

  /** Its authenticator holds three passkeys at once, and no more. */
  async forgetPasskeys(): Promise<void> {
    const authenticatorId = this.#authenticatorId
    await this.#devtools.send('WebAuthn.clearCredentials', { authenticatorId })
  }

  async setUserVerified(isUserVerified: boolean): Promise<void> {
    const authenticatorId = this.#authenticatorId
    await this.#devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
  }

  /** Puts back every passkey as it was after its first use: what a copy of the authenticator would do. */
  async goBackInTime(): Promise<void> {
    const authenticatorId = this.#authenticatorId
    const { credentials } = await this.#devtools.send('WebAuthn.getCredentials', {
      authenticatorId,
    })
    await this.forgetPasskeys()
    for (const credential of credentials) {
      await this.#devtools.send('WebAuthn.addCredential', {
        authenticatorId,
        credential: { ...credential, signCount: 1 },
      })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#page.context().browser()?.close()
  }

  #run(verb: 'create' | 'get', parse: string, options: unknown): Promise<unknown> {
    return this.#page.evaluate(
      `navigator.credentials.${verb}({ publicKey: PublicKeyCredential.${parse}(${JSON.stringify(options)}) })
        .then((credential) => credential.toJSON())`,
    )
  }
}
