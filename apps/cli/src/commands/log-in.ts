import type { Tokens } from '@argus/contracts/http/auth'

import type { Run, Surroundings } from '../command.ts'
import type { Config } from '../config.ts'
import { ExitCode } from '../exit-code.ts'
import { Failure, misused } from '../failure.ts'
import type { Invocation } from '../invocation.ts'
import { linesOfInput } from '../output/ask.ts'
import { harmless } from '../output/harmless.ts'
import { questioner, replacementBy } from '../output/questions.ts'
import { openApi, type Api } from '../session/api.ts'
import { logInByBrowser } from '../session/browser-login.ts'
import { contextName, readContexts } from '../session/contexts.ts'
import { logInByDevice } from '../session/device-login.ts'
import { endSession } from '../session/end-session.ts'
import { enter } from '../session/enter.ts'
import { loginWay, type LoginWay } from '../session/login-way.ts'
import { open, refusePlain } from '../session/open.ts'
import { logInByPassword, type LoginQuestions } from '../session/password-login.ts'
import { storedOf } from '../session/stored-session.ts'
import { replacePassword, type PasswordQuestions } from '../session/replace-password.ts'

/** `argus login`: a session of one's own, under the name of a context. */
export const run: Run = async (input, surroundings) => {
  const { config, terminal } = surroundings
  if (config.apiKey !== undefined)
    throw misused(
      'ARGUS_API_KEY is set, and used instead of any login',
      'Unset it to log in as a person.',
    )
  const { url, context } = await where(input, config)
  refusePlain(url)
  const way = wayOf(input, surroundings)
  if (way !== 'password') {
    const tokens = await inBrowser(way, openApi(url), surroundings)
    await keepNothingAfter(surroundings.signal, { url, tokens })
    const me = await enter(config, { url, context, tokens })
    terminal.note(`Logged in to ${url.origin} as ${me.email}; the context is "${context}".`)
    return ExitCode.Done
  }
  const answers = await answersOf(input, surroundings)
  const { tokens, password } = await logInByPassword(openApi(url), answers)
  const me = await enter(config, { url, context, tokens })
  terminal.note(`Logged in to ${url.origin} as ${me.email}; the context is "${context}".`)
  if (!me.mustChangePassword) return ExitCode.Done
  terminal.note(
    'The password was chosen by somebody else: it has to be replaced by one of your own.',
  )
  const { api } = await open(config, context)
  await replacePassword(api, { ...answers.replacement, current: () => Promise.resolve(password) })
  return ExitCode.Done
}

function wayOf(input: Invocation, { config, terminal }: Surroundings): LoginWay {
  const way = loginWay({
    device: input.on('device'),
    password: input.on('password'),
    forPassword:
      input.on('password-stdin') ||
      input.text('email') !== undefined ||
      input.text('code') !== undefined,
    canAsk: terminal.canAsk,
    hasBrowser: config.browser !== undefined,
  })
  if (way !== undefined) return way
  throw misused(
    '--device and a login by password exclude each other',
    'Leave out --password, --email, --code and --password-stdin, or --device.',
  )
}

/** In a browser, here or elsewhere, where the person logs in as they always do. */
function inBrowser(
  way: Exclude<LoginWay, 'password'>,
  api: Api,
  { config, terminal, signal }: Surroundings,
): Promise<Tokens> {
  const say = (line: string): void => terminal.note(harmless(line))
  switch (way) {
    case 'browser':
      return logInByBrowser(api, { browser: config.browser, say, signal })
    case 'device':
      return logInByDevice(api, { say, signal })
  }
}

/** Whoever pressed Ctrl-C while the session was on its way has none. */
async function keepNothingAfter(
  signal: AbortSignal,
  { url, tokens }: { readonly url: URL; readonly tokens: Tokens },
): Promise<void> {
  if (!signal.aborted) return
  await endSession(url, storedOf(tokens), 'local')
  throw new Failure({ code: 'interrupted', happened: 'Nothing was done', why: 'it was ended' })
}

interface Where {
  readonly url: URL
  readonly context: string
}

/** The address said, that of the context, or that of the environment; the context is called by the host unless named. */
async function where(input: Invocation, config: Config): Promise<Where> {
  const { current, contexts } = await readContexts(config)
  const named = input.text('context') ?? config.context
  const said = input.argument('URL') ?? config.url
  const known = named ?? (said === undefined ? current : undefined)
  const text = said ?? (known === undefined ? undefined : contexts[known]?.url)
  if (text === undefined)
    throw misused(
      'Which Argus is meant is not said',
      'Give the address of its console: argus login https://argus.example.com.',
    )
  const url = URL.parse(text.includes('://') ? text : `https://${text}`)
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '')
    throw misused(
      `${text} is no address of a console`,
      'Give scheme and host: argus login https://argus.example.com.',
    )
  const context = known ?? url.host.replaceAll(/[^\w.-]+/g, '-').replace(/^-+/, '')
  const checked = contextName.safeParse(context)
  if (!checked.success)
    throw misused(`"${context}" is no name of a context`, 'Use letters, digits, dots and dashes.')
  return { url: new URL(url.pathname, url), context: checked.data }
}

interface Answers extends LoginQuestions {
  readonly replacement: Omit<PasswordQuestions, 'current'>
}

/** From the command line, from the standard input with `--password-stdin`, else from a person. */
async function answersOf(input: Invocation, surroundings: Surroundings): Promise<Answers> {
  const given = input.on('password-stdin') ? await linesOfInput(surroundings.terminal) : undefined
  const question = questioner(surroundings, given !== undefined)
  return {
    email: async () =>
      input.text('email') ?? question({ text: 'E-mail: ', else: 'Give it: --email.' }),
    password: async () =>
      given?.[0] ??
      question({
        text: 'Password: ',
        else: 'Write it to the standard input: --password-stdin.',
        hidden: true,
      }),
    code: async () =>
      input.text('code') ??
      question({ text: 'Code of your app, or a recovery code: ', else: 'Give it: --code.' }),
    replacement: replacementBy(surroundings, { given: given?.[1], question }),
  }
}
