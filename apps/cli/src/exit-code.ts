/** What the exit code says. A script may rely on each; docs/cli.md is made from `EXIT_CODES`. */
export const ExitCode = {
  Done: 0,
  Failed: 1,
  Usage: 2,
  NotLoggedIn: 3,
  NotAllowed: 4,
  NotFound: 5,
  Partial: 6,
  Unreachable: 7,
  TimedOut: 8,
  Found: 10,
  Interrupted: 130,
} as const
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

export const EXIT_CODES: readonly (readonly [code: ExitCode, means: string])[] = [
  [ExitCode.Done, 'done, and the answer is whole'],
  [ExitCode.Failed, 'refused or failed, for a reason that has no code of its own'],
  [ExitCode.Usage, 'the command line cannot be understood'],
  [ExitCode.NotLoggedIn, 'nobody is logged in, the session is over, or the login was refused'],
  [ExitCode.NotAllowed, 'you may not do this'],
  [ExitCode.NotFound, 'there is no such thing, or you may see nothing of it'],
  [
    ExitCode.Partial,
    'answered, but not whole: what is missing or out of step is named on the standard error',
  ],
  [ExitCode.Unreachable, 'Argus does not answer, or cannot now: trying again may help'],
  [ExitCode.TimedOut, '`--timeout` passed first'],
  [ExitCode.Found, '`diff` found a difference, `health` something that is failing'],
  [ExitCode.Interrupted, 'ended by Ctrl-C'],
]
