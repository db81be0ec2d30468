/** How a session is to be had. */
export type LoginWay = 'password' | 'browser' | 'device'

/** What the command line and the place say of it. */
export interface LoginSaid {
  readonly password: boolean
  readonly device: boolean
  /** Something that a login by password alone has use for. */
  readonly forPassword: boolean
  /** Whether somebody can be asked here. */
  readonly canAsk: boolean
  /** Whether a browser can be opened here. */
  readonly hasBrowser: boolean
}

/** The way of a login; nothing where two are asked for. */
export function loginWay(said: LoginSaid): LoginWay | undefined {
  const byPassword = said.password || said.forPassword
  if (said.device) return byPassword ? undefined : 'device'
  // A script has nobody who clicks: it is told what to give.
  if (byPassword || !said.canAsk) return 'password'
  return said.hasBrowser ? 'browser' : 'device'
}
