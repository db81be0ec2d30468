import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'

const root = join(import.meta.dirname, '../..')
const FILES = [
  'apps/auth/Dockerfile',
  'apps/agent/Dockerfile',
  'apps/watcher/Dockerfile',
  'apps/gateway/Dockerfile',
  'apps/web/Dockerfile',
  'migrations/Dockerfile',
  'packages/constellation/Dockerfile',
] as const

const read = (file: string): Promise<string> => readFile(join(root, file), 'utf8')

/** All that comes before the sources: the same layers for every image. */
const beforeSources = (text: string): string => {
  const lines = text.split('\n')
  const from = lines.findIndex((line) => line.startsWith('FROM '))
  return lines.slice(from, lines.lastIndexOf('COPY . .')).join('\n')
}

/** What is shipped. */
const shipped = (text: string): string => text.slice(text.lastIndexOf('\nFROM '))

describe.each(FILES)('%s', (file) => {
  it('installs as all others do, so that a machine does it once for all of them', async () => {
    const [first] = FILES
    expect(beforeSources(await read(file))).toBe(beforeSources(await read(first)))
    expect(beforeSources(await read(file))).toContain('pnpm install --frozen-lockfile')
  })

  it('uses the pnpm of the project', async () => {
    const { packageManager }: { packageManager: string } = JSON.parse(await read('package.json'))
    expect(await read(file)).toContain(`ARG PNPM_VERSION=${packageManager.replace('pnpm@', '')}\n`)
  })

  it('ships no root, by number, and starts without a shell of its own', async () => {
    const text = shipped(await read(file))
    expect(text).toMatch(/^USER (?:65532:65532|101:101)$/m)
    expect(text).toMatch(/^ENTRYPOINT \["/m)
    expect(text).not.toMatch(/^(?:ENTRYPOINT|CMD) [^[]/m)
  })

  it('says what it is', async () => {
    const text = shipped(await read(file))
    for (const label of ['title', 'description', 'licenses'])
      expect(text).toContain(`org.opencontainers.image.${label}=`)
  })

  it('is healthy by its own word, asked at 127.0.0.1 and without a shell', async () => {
    const text = shipped(await read(file))
    if (file === 'migrations/Dockerfile') expect(text).not.toContain('HEALTHCHECK')
    else expect(text).toMatch(/^HEALTHCHECK .*\\\n {2}CMD \[".*127\.0\.0\.1.*"\]$/m)
  })

  it('names no registry of somebody and no moving tag', async () => {
    const bases = [...(await read(file)).matchAll(/^FROM (?:--platform=\S+ )?(\S+)/gm)].map(
      ([, base]) => base,
    )
    for (const base of bases)
      expect(base).toMatch(/^(?:node:26-bookworm-slim|nginxinc\/nginx-unprivileged:1)$/)
  })
})
