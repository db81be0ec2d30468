import { Failure } from '../failure.ts'

/** A person said no. */
export const denied = (): Failure =>
  new Failure({
    code: 'access_denied',
    happened: 'This terminal was not let in',
    why: 'it was refused in the console',
    next: 'If that was a mistake, try again: argus login.',
  })
