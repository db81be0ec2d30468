import { z } from 'zod'

/** Follows redirects by hand and keeps cookies, as much of a browser as a login needs. */
export class Browser {
  readonly #cookies = new Map<string, string>()

  async request(url: string | URL, form?: Readonly<Record<string, string>>): Promise<Page> {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form !== undefined && { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
    const location = response.headers.get('location')
    return {
      status: response.status,
      location: location === null ? undefined : new URL(location, url).href,
      text: await response.text(),
    }
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name)
  }
}

export interface Page {
  readonly status: number
  readonly location: string | undefined
  readonly text: string
}

/** Logs in at the provider's own pages and agrees to everything; answers where they send the browser at the end. */
export async function throughProvider(
  browser: Browser,
  start: string | URL,
  { subject, backAt }: { readonly subject: string; readonly backAt: string },
): Promise<URL> {
  let at = new URL(start).href
  for (let step = 0; step < 12; step += 1) {
    if (at.startsWith(backAt)) return new URL(at)
    const page = await browser.request(at)
    if (page.location !== undefined) {
      at = page.location
      continue
    }
    const prompt = prompts.parse(/name="prompt" value="(\w+)"/.exec(page.text)?.[1])
    const form = prompt === 'login' ? { prompt, login: subject, password: 'any' } : { prompt }
    const answered = await browser.request(at, form)
    if (answered.location === undefined) throw new Error(`the provider stopped: ${answered.text}`)
    at = answered.location
  }
  throw new Error(`the provider leads in circles: ${at}`)
}

const prompts = z.enum(['login', 'consent'])
