import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const PROGRAM = join(import.meta.dirname, '../../../apps/web/src/nginx-config-main.ts')

/** Asks the console's server for a page and a hashed file; throws what differs from what the sources say of their headers. */
export async function servedAsWritten(consoleUrl: string): Promise<string> {
  const page = await fetch(`${consoleUrl}/login`)
  const script = /\/assets\/[\w-]+\.js/.exec(await page.text())?.[0]
  if (script === undefined) throw new Error('the page names no script')
  const asset = await fetch(`${consoleUrl}${script}`)
  const headers = written('/')
  expectHeaders(page, headers)
  expectHeaders(asset, [
    ...written('/assets/'),
    ['Content-Encoding', 'gzip'],
    ['Vary', 'Accept-Encoding'],
  ])
  for (const closed of ['/metrics', '/internal/notices', '/api/nothing', '/assets/nothing.js']) {
    const { status } = await fetch(`${consoleUrl}${closed}`)
    if (status !== 404) throw new Error(`${closed} answers ${status} instead of 404`)
  }
  return `${headers.length} headers of the page as they are written; scripts compressed and kept`
}

type Header = readonly [name: string, value: string]

/** The headers of a location, by the configuration that the console's modules make. */
function written(location: string): readonly Header[] {
  const config = execFileSync(process.execPath, [PROGRAM], { encoding: 'utf8' })
  const [, rest = ''] = config.split(`location ${location} {\n`)
  const [inside = ''] = rest.split('\n    }')
  const headers = [...inside.matchAll(/add_header (\S+) "(.*)" always;/g)]
  if (headers.length < 7) throw new Error(`the configuration has no headers for ${location}`)
  return headers.map(([, name = '', value = '']) => [name, value])
}

function expectHeaders(response: Response, headers: readonly Header[]): void {
  for (const [name, value] of headers) {
    const got = response.headers.get(name)
    if (got !== value)
      throw new Error(`${response.url} has ${name}: ${got ?? 'none'}, not ${value}`)
  }
}
