import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { findProgram } from '@argus/testkit/find-program'

import { startAuthServer } from '../auth-server.ts'
import { buildArgus, type BuiltArgus } from '../built-argus.ts'

jest.setTimeout(60_000)
const run = promisify(execFile)

let argus: BuiltArgus
beforeAll(async () => {
  argus = await buildArgus()
  await using auth = await startAuthServer()
  for (const context of ['prod', 'lab'])
    await argus.run(
      ['login', auth.url, '--email', 'a@b.c', '--password-stdin', '--context', context],
      {
        input: 'x\n',
      },
    )
})
afterAll(async () => {
  await argus[Symbol.asyncDispose]()
})

/** What each shell offers at the end of a line, asked the way the shell itself is asked. */
const offers = {
  async bash(line: string) {
    const script = `eval "$(argus completion bash)"
      COMP_LINE=${quoted(line)} COMP_POINT=${line.length}
      read -ra COMP_WORDS <<<"$COMP_LINE"
      [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
      COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
      _argus
      printf '%s\\n' "\${COMPREPLY[@]}"`
    return said(await run('bash', ['-c', script], { env: argus.env }))
  },
  /** In a terminal of its own: the completions of zsh run nowhere else. What may follow is listed below the line. */
  async zsh(line: string) {
    await writeFile(
      join(argus.folder, 'zsh-completion'),
      (await argus.run(['completion', 'zsh'])).out,
    )
    const script = `zmodload zsh/zpty
      zpty shell 'PROMPT="" zsh -f -i'
      zpty -w shell 'autoload -Uz compinit && compinit -D -u && source $HOME/zsh-completion; compadd() {
        if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi
        local -a found; builtin compadd -A found "$@"; print -r -- "OFFER \${(j: OFFER :)found}" >> $HOME/zsh-offers; builtin compadd "$@"
      }; comppostfuncs=(told); told() { print -n ENDED >/dev/tty }; echo READY'
      zpty -r -m shell out '*READY*READY*'
      zpty -w -n shell ${quoted(`${line}\t`)}
      zpty -r -m shell out '*ENDED*'
      zpty -d shell
      cat $HOME/zsh-offers; rm -f $HOME/zsh-offers`
    const { stdout } = await run('zsh', ['-f', '-c', script], { env: argus.env })
    return [...stdout.matchAll(/OFFER (\S+)/g)].map(([, word]) => word)
  },
  async fish(line: string) {
    const script = `argus completion fish | source; complete -C ${quoted(line)}`
    return said(await run('fish', ['--no-config', '-c', script], { env: argus.env }))
  },
}

const quoted = (text: string): string => `'${text}'`
const said = ({ stdout }: { readonly stdout: string }): (string | undefined)[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((each) => each.split('\t')[0])

describe.each(['bash', 'zsh', 'fish'] as const)('%s', (shell) => {
  const missing = findProgram(shell) === undefined
  const offered = missing ? it.skip : it

  offered.each<[string, string, string[]]>([
    ['commands', 'argus who', ['whoami']],
    ['commands of a group', 'argus contexts ', ['list', 'use', 'remove']],
    ['flags', 'argus login --pass', ['--password', '--password-stdin']],
    ['the values of a flag', 'argus whoami -o ', ['table', 'json', 'yaml']],
    ['contexts that there are', 'argus contexts use ', ['prod', 'lab']],
    ['of them those that begin so', 'argus whoami --context pr', ['prod']],
  ])(`offers %s${missing ? ` (skipped: no ${shell})` : ''}`, async (_, line, wanted) => {
    expect(new Set(await offers[shell](line))).toEqual(new Set(wanted))
  })
})
