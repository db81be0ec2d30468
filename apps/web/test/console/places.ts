import type { router } from '../../src/routes.tsx'

/** Every route of the console by its path, the one for addresses that lead nowhere among them. */
type Route = keyof (typeof router)['routesByPath']

/** What the pages of a scene are about. */
export interface Scene {
  readonly cluster: string
  /** A second cluster that has the object, too; an agent leads to it. */
  readonly other: string
  readonly namespace: string
  readonly name: string
  readonly user: Named
  readonly role: Named
}

interface Named {
  readonly id: string
  /** As pages show it. */
  readonly name: string
}

export interface Place {
  readonly path: string
  /** What is there when the page is. */
  readonly ready: string | RegExp
}

/** What a terminal asks with. */
export const ASKED = new URLSearchParams({
  client: 'argus-cli',
  redirect_uri: 'http://127.0.0.1:41234/callback',
  state: 'a-state-of-a-terminal',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  terminal: 'anna@laptop',
}).toString()

/** The one route that stands outside: a reader who is logged in is led away from it. */
export const LOG_IN: Place = { path: '/login', ready: 'Log in' }

/** Every page of the console behind the log-in, with each of its tabs, in the order of its routes. */
export function placesOf(scene: Scene): readonly Place[] {
  return Object.values(placesByRoute(scene)).flat()
}

/** Whoever adds a route adds its places: without one it does not type-check, and the list of routes is no longer this one. */
export function placesByRoute({
  cluster,
  other,
  namespace,
  name,
  user,
  role,
}: Scene): Readonly<Record<Exclude<Route, '/login'>, readonly [Place, ...Place[]]>> {
  const list = '/r/cert-manager.io/certificates'
  const parts = [cluster, namespace, name].map(encodeURIComponent).join('/')
  const object = `${list}/${parts}`
  return {
    '/': [{ path: '/', ready: 'Certificate' }],
    '/explore': [{ path: '/explore', ready: 'cert-manager.io' }],
    '/r/$group/$resource': [
      { path: list, ready: name },
      { path: `${list}?open=${parts}`, ready: 'Labels' },
    ],
    '/r/$group/$resource/$cluster/$namespace/$name': [
      { path: object, ready: 'Labels' },
      { path: `${object}?tab=yaml&path=spec`, ready: 'are not kept' },
      { path: `${object}?tab=conditions`, ready: 'Reason and message' },
      { path: `${object}?tab=changes`, ready: 'You opened this object' },
      { path: `${object}?tab=related`, ready: 'Named by' },
      { path: `${object}?tab=clusters`, ready: other },
    ],
    '/r/$group/$resource/$cluster/$namespace/$name/compare': [
      { path: `${object}/compare?with=${other}`, ready: /^changed / },
      { path: `${object}/compare?with=${other}&part=all&as=table`, ready: /^changed / },
    ],
    '/clusters': [{ path: '/clusters', ready: 'Added here' }],
    '/clusters/new': [
      { path: '/clusters/new', ready: 'The check will tell you' },
      { path: '/clusters/new?by=kubectl', ready: 'ClusterRoleBinding' },
      { path: '/clusters/new?by=agent', ready: 'nothing dials in' },
    ],
    '/clusters/$cluster': [
      { path: `/clusters/${cluster}`, ready: 'watcher-1' },
      { path: `/clusters/${cluster}?tab=plugins`, ready: 'Followed' },
      { path: `/clusters/${cluster}?tab=access`, ready: 'The connection works' },
      { path: `/clusters/${cluster}?tab=apis`, ready: 'When opened' },
      { path: `/clusters/${other}`, ready: 'New registration token' },
      { path: `/clusters/${other}?tab=access`, ready: 'Its agent is connected' },
    ],
    '/p': [{ path: '/p', ready: 'cert-manager' }],
    '/p/$plugin': [{ path: '/p/cert-manager', ready: 'Expiring next' }],
    '/status': [{ path: '/status', ready: 'certificates.cert-manager.io' }],
    '/settings/$section': [
      { path: '/settings/security', ready: 'Password' },
      { path: '/settings/sessions', ready: 'Where you are logged in' },
      { path: '/settings/keys', ready: 'Keys for scripts' },
      { path: '/settings/display', ready: 'Appearance' },
    ],
    '/authorize': [
      { path: `/authorize?${ASKED}`, ready: 'Log in this terminal?' },
      { path: '/authorize', ready: 'This is no log-in of a terminal' },
    ],
    '/device': [{ path: '/device', ready: 'Type the code' }],
    '/admin': [{ path: '/admin', ready: user.name }],
    '/admin/users': [{ path: '/admin/users', ready: user.name }],
    '/admin/users/$id': [{ path: `/admin/users/${user.id}`, ready: 'get, list, watch' }],
    '/admin/roles': [{ path: '/admin/roles', ready: role.name }],
    '/admin/roles/$role': [
      { path: `/admin/roles/${role.id}`, ready: 'Everything else' },
      { path: `/admin/roles/new?copy=${role.id}`, ready: 'Nobody has it yet' },
    ],
    '/admin/audit': [{ path: '/admin/audit', ready: 'role.changed' }],
    '/$': [{ path: '/nowhere', ready: 'Not found' }],
  }
}
