import { createHash } from 'node:crypto'

import { docsEndpoints } from './http/docs.ts'
import type { OpenApiDocument, Operation, Schema } from './openapi.ts'

/** All that a service answers with that describes its calls: for programs, for people, where, and under which policy. */
export function docsOf(document: OpenApiDocument) {
  return {
    paths: { document: docsEndpoints.document.path, page: docsEndpoints.page.path },
    document,
    page: docsPage(document),
    policy: docsPolicy,
  }
}

/** The document as a page: no script, nothing from elsewhere. */
export function docsPage({ info, paths }: OpenApiDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const contents = operations.map(
    ({ path, method, operation }) =>
      html`<li>
        <a href="#${operation.operationId}"><code>${method.toUpperCase()} ${path}</code></a>
        ${operation.summary}
      </li>`,
  )
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${info.title}</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <main>
          <h1>${info.title}</h1>
          <p>${info.description}</p>
          <p><a href="/api/docs/openapi.json">OpenAPI 3.1 document</a></p>
          <nav aria-label="Calls">
            <ul>
              ${contents}
            </ul>
          </nav>
          ${operations.map(section)}
        </main>
      </body>
    </html> `.text
}

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 0 }
main { max-width: 60rem; margin: auto; padding: 1rem }
section { border-top: 1px solid; margin-top: 2rem }
nav ul { list-style: none; padding: 0 }
pre { overflow-x: auto; padding: .75rem; border: 1px solid }
table { border-collapse: collapse }
td, th { text-align: left; vertical-align: top; padding: .25rem 1rem .25rem 0 }
`

/** What a browser may load for the page: its own style, by hash, and nothing else. */
export const docsPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

interface Listed {
  readonly path: string
  readonly method: string
  readonly operation: Operation
}

function section({ path, method, operation }: Listed): Html {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation
  return html`<section id="${operationId}">
    <h2><code>${method.toUpperCase()} ${path}</code></h2>
    <p>${summary}. ${description}</p>
    ${
      parameters.length === 0
        ? ''
        : html`<h3>Parameters</h3>
            <table>
              ${parameters.map(
                ({ name, in: where, required, schema }) =>
                  html`<tr>
                    <td><code>${name}</code></td>
                    <td>${where}${required ? ', required' : ''}</td>
                    <td><code>${JSON.stringify(schema)}</code></td>
                  </tr>`,
              )}
            </table>`
    }
    ${
      requestBody === undefined
        ? ''
        : html`<h3>Body</h3>
            ${bodies(requestBody.content)}`
    }
    <h3>Answers</h3>
    ${Object.entries(responses).map(
      ([status, response]) =>
        html`<h4>${status}</h4>
          <p>${response.description}</p>
          ${Number(status) < 400 ? bodies(response.content ?? {}) : ''}`,
    )}
  </section> `
}

function bodies(content: Readonly<Record<string, { readonly schema: Schema }>>): readonly Html[] {
  return Object.entries(content).map(
    ([type, { schema }]) =>
      html`<p><code>${type}</code></p>
        <pre>${JSON.stringify(schema, undefined, 2)}</pre>`,
  )
}

/** Text that is HTML already. */
interface Html {
  readonly text: string
}

const raw = (text: string): Html => ({ text })

/** What is put in is text unless it is HTML already; nothing gets in unescaped by oversight. */
function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return raw(
    strings.reduce((all, text, index) => `${all}${written(values[index - 1] ?? '')}${text}`),
  )
}

type Value = string | Html | readonly Html[]

function written(value: Value): string {
  if (typeof value === 'string') return escaped(value)
  return 'text' in value ? value.text : value.map(({ text }) => text).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
