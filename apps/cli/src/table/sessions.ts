import type { Command } from '../command.ts'
import { FORMAT } from '../output/structured.ts'

/** Who asks, and what the program has for itself. */
export const sessions: readonly Command[] = [
  {
    name: 'login',
    summary: 'log in to a console, and make it the current context',
    details: `Opens the console in the browser of this machine, where you say that this terminal may log in; the
address is written too. Where there is no browser, such as over ssh, it shows a code to type in a
browser elsewhere. Either way you log in there as you always do, passkeys and your provider
included. With --password it asks for e-mail address, password and, where it is enrolled, a code of
an authenticator app; the password goes nowhere but to the console. The session lies in a file that
only you may read, and is renewed as long as it is used. Plain http is refused but to this machine.`,
    arguments: [
      {
        name: 'URL',
        summary: 'the address of the console; that of the context where it is left out',
        optional: true,
      },
    ],
    options: [
      { name: 'device', summary: 'show a code to type in a browser, also where there is one here' },
      { name: 'password', summary: 'ask for e-mail address and password here' },
      { name: 'email', value: 'ADDRESS', summary: 'who logs in, by password' },
      {
        name: 'password-stdin',
        summary:
          'read the password from the standard input; a second line replaces one that somebody else chose',
      },
      {
        name: 'code',
        value: 'CODE',
        summary: 'a code of an authenticator app, or a recovery code',
      },
    ],
    examples: [
      ['argus login https://argus.example.com', 'asks in the browser'],
      [
        'pass argus | argus login https://argus.example.com --email me@example.com --password-stdin',
        'asks nothing',
      ],
    ],
    load: () => import('../commands/log-in.ts'),
  },
  {
    name: 'logout',
    summary: 'end the session, here and at the console',
    details: `Says so only once the console has stored it: nothing of the session is good any more then, open
watches included.`,
    options: [{ name: 'all', summary: 'every session of yours, wherever it is' }],
    load: () => import('../commands/log-out.ts'),
  },
  {
    name: 'password',
    summary: 'replace your password, and end your other sessions',
    options: [
      {
        name: 'password-stdin',
        summary:
          'read the current password from the standard input, and the new one from its second line',
      },
    ],
    load: () => import('../commands/password.ts'),
  },
  {
    name: 'whoami',
    summary: 'say who is logged in, and what they may do',
    options: [FORMAT],
    load: () => import('../commands/who-am-i.ts'),
  },
  {
    name: 'contexts list',
    summary: 'list the consoles that are known here',
    options: [FORMAT],
    isDefault: true,
    load: () => import('../commands/contexts.ts'),
  },
  {
    name: 'contexts use',
    summary: 'make a context the current one',
    arguments: [{ name: 'NAME', summary: 'the context', completes: 'contexts' }],
    load: () => import('../commands/use-context.ts'),
  },
  {
    name: 'contexts remove',
    summary: 'forget a context',
    arguments: [{ name: 'NAME', summary: 'the context', completes: 'contexts' }],
    options: [{ name: 'force', summary: 'leave its session to end by itself' }],
    load: () => import('../commands/remove-context.ts'),
  },
  {
    name: 'completion',
    summary: 'write what a shell needs to complete commands, flags, kinds and names',
    arguments: [{ name: 'SHELL', summary: 'bash, zsh or fish', completes: 'shells' }],
    examples: [
      ['source <(argus completion bash)', 'in ~/.bashrc; for zsh in ~/.zshrc, behind compinit'],
      ['argus completion fish > ~/.config/fish/completions/argus.fish', 'once'],
    ],
    load: () => import('../commands/completion.ts'),
  },
  {
    name: 'version',
    summary: 'say which argus this is',
    options: [FORMAT],
    load: () => import('../commands/version.ts'),
  },
]
