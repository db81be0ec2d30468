/** Lints files with a wrong arrow and fails unless each is refused: a rule that stops working must not go unnoticed. */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { pureFiles } from './arrows.ts'

const WRONG: Readonly<Record<string, string>> = {
  'apps/gateway/src/feed/feed.ts': `import pg from 'pg'`,
  'apps/gateway/src/authority/grants.ts': `import { view } from '../feed/view.ts'`,
  'apps/gateway/src/connection/state.ts': `import { WebSocket } from 'ws'`,
  'apps/gateway/src/http/routes.ts': `import { sign } from '@argus/access/sign'`,
  'apps/auth/src/session/sessions.ts': `import { openTopicLogWriter } from '@argus/bus/publish'`,
  'apps/watcher/src/topic/runner.ts': `import express from 'express'`,
  'apps/web/src/ui/button.tsx': `import { page } from '../pages/login.tsx'`,
  'packages/informer/src/informer.ts': `import { KubeConfig } from '@kubernetes/client-node'`,
  'packages/informer/src/state.ts': `import { readFile } from 'node:fs/promises'`,
  'packages/projection/src/row.ts': `import { startRedis } from '@argus/testkit/redis'`,
}

const root = join(import.meta.dirname, '..')
const named = pureFiles().flatMap(({ files }) => files.flatMap(alternatives))
const lost = named.filter((file) => globSync(file, { cwd: root }).length === 0)
if (lost.length > 0) {
  console.error(`scripts/arrows.ts has rules for files that do not exist:\n  ${lost.join('\n  ')}`)
  process.exitCode = 1
}
const folder = mkdtempSync(join(tmpdir(), 'argus-arrows-'))
try {
  for (const name of ['oxlint.config.ts', 'package.json'])
    cpSync(join(root, name), join(folder, name))
  cpSync(join(root, 'scripts/arrows.ts'), join(folder, 'scripts/arrows.ts'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const [path, line] of Object.entries(WRONG)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), `${line}\n`)
  }
  const missed = Object.keys(WRONG).filter((path) => !refused(path))
  if (missed.length > 0) {
    console.error(
      `These wrong imports were let through by oxlint.config.ts:\n  ${missed.join('\n  ')}`,
    )
    process.exitCode = 1
  } else {
    console.log(`${Object.keys(WRONG).length} wrong imports were refused, as they should be.`)
  }
} finally {
  rmSync(folder, { recursive: true })
}

/** The names in a pattern with braces. */
function alternatives(pattern: string): string[] {
  const [, before = '', names, after = ''] = /^(.*)\{(.*)\}(.*)$/.exec(pattern) ?? []
  return names?.split(',').map((name) => `${before}${name}${after}`) ?? [pattern]
}

function refused(path: string): boolean {
  const lint = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--format', 'json', path], {
    cwd: folder,
    encoding: 'utf8',
  })
  const { diagnostics }: { diagnostics: { code: string }[] } = JSON.parse(lint.stdout)
  return diagnostics.some(({ code }) => code.includes('no-restricted-imports'))
}
