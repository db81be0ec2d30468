import type { Express } from 'express'

export interface Docs {
  readonly paths: { readonly document: string; readonly page: string }
  /** What the service answers, for programs. */
  readonly document: object
  /** The same for people, as HTML. */
  readonly page: string
  /** What a browser may load for the page. */
  readonly policy: string
}

/** How long a copy of either may be used, in seconds: they change with the version of the service only. */
export const DOCS_MAX_AGE = 300

/** Answers with the description of a service's calls, to anybody. */
export function addDocs(app: Express, { paths, document, page, policy }: Docs): void {
  const headers = {
    'Cache-Control': `public, max-age=${DOCS_MAX_AGE}`,
    'Content-Security-Policy': policy,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  }
  app.get(paths.document, (_, response) => void response.set(headers).json(document))
  app.get(paths.page, (_, response) => void response.set(headers).type('text/html').send(page))
}
