import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { chmod, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

import { findProgram } from '@argus/testkit/find-program'
import { describe, expect, it } from '@jest/globals'

import { filesOf, root, textOf } from './files.ts'
import { startOciRegistry } from './oci-registry.ts'

const run = promisify(execFile)
const [, version = ''] = /^ {2}"version": "(.*)",$/mu.exec(textOf('package.json')) ?? []
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`

/** A folder for the front of PATH, with programs that write down how they were called. */
async function programs(scripts: Readonly<Record<string, string>>): Promise<Programs> {
  const folder = await mkdtempDisposable(join(tmpdir(), 'argus-release-'))
  const calls = join(folder.path, 'calls')
  await writeFile(calls, '')
  for (const [name, script] of Object.entries(scripts)) {
    const path = join(folder.path, name)
    await writeFile(path, `#!/bin/sh\necho "${name} $*" >>"${calls}"\n${script}\n`)
    await chmod(path, 0o755)
  }
  return {
    path: [folder.path, process.env['PATH']].join(delimiter),
    calls: async () => (await readFile(calls, 'utf8')).trimEnd().split('\n'),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

interface Programs extends AsyncDisposable {
  readonly path: string
  readonly calls: () => Promise<readonly string[]>
}

/** Calls a file of `.ci/` with those programs; its exit code and what it said. */
async function release(
  { path }: Programs,
  name: string,
  ...args: readonly string[]
): Promise<{ readonly code: unknown; readonly said: string }> {
  try {
    const { stdout, stderr } = await run(join(root, '.ci', name), args, {
      env: { ...process.env, PATH: path },
    })
    return { code: 0, said: stdout + stderr }
  } catch (error) {
    const { code, stdout, stderr } = Object(error)
    return { code, said: `${stdout}${stderr}` }
  }
}

/** As buildx does: it writes what the registry has where it is told to. */
const DOCKER = `
for word in "$@"; do
  [ "\${before:-}" != --metadata-file ] || echo '{\n  "containerimage.digest": "${DIGEST}"\n}' >"$word"
  before=$word
done`

describe('the release of an image', () => {
  const parts = filesOf('{apps/*,migrations}/Dockerfile').map((path) =>
    path.replace(/^apps\/|\/Dockerfile$/gu, ''),
  )

  it.each(parts)('builds %s for both architectures, and signs what was pushed', async (part) => {
    await using tools = await programs({ docker: DOCKER, cosign: '' })
    const { code, said } = await release(
      tools,
      'release-image',
      part,
      `v${version}`,
      'ghcr.io/Somebody',
    )
    expect(said).toContain(`ghcr.io/somebody/argus/${part}:${version} is ${DIGEST}`)
    expect(code).toBe(0)
    const [build, sign] = await tools.calls()
    expect(build).toContain('--platform linux/amd64,linux/arm64')
    expect(build).toContain('--sbom=true --provenance=mode=max')
    expect(build).toContain(`--build-arg VERSION=${version}`)
    expect(build).toContain(`name=ghcr.io/somebody/argus/${part}:${version},push=true`)
    expect(sign).toBe(`cosign sign --yes --recursive ghcr.io/somebody/argus/${part}@${DIGEST}`)
  })

  it('signs nothing where the build does not say what it pushed, or failed', async () => {
    for (const docker of ['', 'exit 3']) {
      await using tools = await programs({ docker, cosign: '' })
      const { code } = await release(
        tools,
        'release-image',
        'auth',
        `v${version}`,
        'ghcr.io/somebody',
      )
      expect(code).not.toBe(0)
      expect((await tools.calls()).map((call) => call.split(' ')[0])).toEqual(['docker'])
    }
  })

  it('is refused for a tag of another version, before anything is built', async () => {
    await using tools = await programs({ docker: DOCKER, cosign: '' })
    const { code, said } = await release(
      tools,
      'release-image',
      'auth',
      'v99.0.0',
      'ghcr.io/somebody',
    )
    expect(code).toBe(1)
    expect(said).toContain(`The tag is v99.0.0, package.json says ${version}`)
    expect(await tools.calls()).toEqual([''])
  })
})

/** As far as a release asks pnpm: it makes a program that says its version. */
const PNPM = `
case "$*" in
  --version) echo 12.0.0 ;;
  *"run executable"*)
    for file in "$@"; do :; done
    printf '#!/bin/sh\\necho "argus ${version} (Node, here)"\\n' >"$file"
    chmod +x "$file" ;;
esac`

describe('the release of the terminal', () => {
  it('packs an executable that runs, signs it, and adds both to the page of the release', async () => {
    await using tools = await programs({ pnpm: PNPM, cosign: '', gh: '' })
    const tag = `v${version}`
    const { code, said } = await release(tools, 'release-terminal', tag, 'linux-x64')
    const packed = `argus-${version}-linux-x64.tar.gz`
    expect(said).toContain(`${packed}: argus ${version} (Node, here)`)
    expect(code).toBe(0)
    const [sign = '', upload = ''] = (await tools.calls()).slice(-2)
    expect(sign).toMatch(
      new RegExp(`^cosign sign-blob --yes --bundle \\S+/${packed}\\.sigstore\\.json`),
    )
    expect(upload).toMatch(
      new RegExp(`^gh release upload ${tag} --clobber \\S+/${packed} \\S+\\.json$`),
    )
  })

  it('is given up where the executable says another version', async () => {
    const other = PNPM.replaceAll(version, '9.9.9')
    await using tools = await programs({ pnpm: other, cosign: '', gh: '' })
    const { code, said } = await release(tools, 'release-terminal', `v${version}`, 'linux-x64')
    expect([code, said]).toEqual([1, expect.stringContaining('It says of itself: argus 9.9.9')])
    expect((await tools.calls()).filter((call) => /^(?:cosign|gh) /.test(call))).toEqual([])
  })

  it('opens a page once, and finds it there the next time', async () => {
    await using closed = await programs({ gh: '[ "$2" != view ]' })
    expect((await release(closed, 'release-page', `v${version}`)).code).toBe(0)
    expect((await closed.calls())[1]).toContain(`gh release create v${version} --verify-tag`)
    await using open = await programs({ gh: '' })
    expect((await release(open, 'release-page', `v${version}`)).code).toBe(0)
    expect(await open.calls()).toEqual([`gh release view v${version}`])
  })
})

const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
const helm = findProgram('helm') ?? globSync(join(cache, 'argus/helm/helm-v*')).at(-1)
const missing = helm === undefined ? ' (skipped: no helm; make helm-tools builds one)' : ''

;(helm === undefined ? describe.skip : describe)(`the release of the charts${missing}`, () => {
  it('pushes them to a registry by a real helm, and signs what the registry has', async () => {
    await using registry = await startOciRegistry()
    const plain = `[ "$1" = push ] && exec ${helm} "$@" --plain-http; exec ${helm} "$@"`
    await using tools = await programs({ helm: plain, cosign: '' })
    const { code, said } = await release(
      tools,
      'release-chart',
      `v${version}`,
      `${registry.address}/Somebody`,
    )
    expect(code).toBe(0)
    const signed = (await tools.calls()).filter((call) => call.startsWith('cosign'))
    for (const chart of ['argus', 'argus-agent']) {
      expect(said).toContain(`Pushed: ${registry.address}/somebody/charts/${chart}:${version}`)
      const digest = registry.tags.get(`somebody/charts/${chart}:${version}`)
      expect(digest).toMatch(/^sha256:/u)
      expect(signed).toContain(
        `cosign sign --yes ${registry.address}/somebody/charts/${chart}@${digest}`,
      )
    }
    expect(signed).toHaveLength(2)
  })
})
