import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router'

import { Shell } from './components/shell.tsx'
import { searchOf } from './search.ts'

const root = createRootRoute()

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: searchOf('next', 'error'),
  component: lazyRouteComponent(() => import('./pages/login.tsx')),
})

/** Everything behind the log-in. */
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell })

const overview = createRoute({
  getParentRoute: () => shell,
  path: '/',
  validateSearch: searchOf('clusters'),
  component: lazyRouteComponent(() => import('./pages/overview.tsx')),
})

const explore = createRoute({
  getParentRoute: () => shell,
  path: '/explore',
  validateSearch: searchOf('clusters', 'q'),
  component: lazyRouteComponent(() => import('./pages/explore.tsx')),
})

const explorer = createRoute({
  getParentRoute: () => shell,
  path: '/r/$group/$resource',
  validateSearch: searchOf(
    'clusters',
    'ns',
    'q',
    'health',
    'labels',
    'cel',
    'sort',
    'cols',
    'density',
    'open',
    'tab',
  ),
  component: lazyRouteComponent(() => import('./pages/explorer.tsx')),
})

const object = createRoute({
  getParentRoute: () => shell,
  path: '/r/$group/$resource/$cluster/$namespace/$name',
  validateSearch: searchOf('tab', 'path'),
  component: lazyRouteComponent(() => import('./pages/object.tsx')),
})

const clusters = createRoute({
  getParentRoute: () => shell,
  path: '/clusters',
  component: lazyRouteComponent(() => import('./pages/clusters.tsx')),
})

const newCluster = createRoute({
  getParentRoute: () => shell,
  path: '/clusters/new',
  validateSearch: searchOf('by'),
  component: lazyRouteComponent(() => import('./pages/new-cluster.tsx')),
})

const cluster = createRoute({
  getParentRoute: () => shell,
  path: '/clusters/$cluster',
  validateSearch: searchOf('tab'),
  component: lazyRouteComponent(() => import('./pages/cluster.tsx')),
})

const compare = createRoute({
  getParentRoute: () => shell,
  path: '/r/$group/$resource/$cluster/$namespace/$name/compare',
  validateSearch: searchOf('with', 'part', 'as', 'at'),
  component: lazyRouteComponent(() => import('./pages/compare.tsx')),
})

const plugins = createRoute({
  getParentRoute: () => shell,
  path: '/p',
  validateSearch: searchOf('clusters'),
  component: lazyRouteComponent(() => import('./pages/plugins.tsx')),
})

const plugin = createRoute({
  getParentRoute: () => shell,
  path: '/p/$plugin',
  validateSearch: searchOf('clusters'),
  component: lazyRouteComponent(() => import('./pages/plugin.tsx')),
})

const status = createRoute({
  getParentRoute: () => shell,
  path: '/status',
  component: lazyRouteComponent(() => import('./pages/status.tsx')),
})

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings/$section',
  component: lazyRouteComponent(() => import('./pages/settings.tsx')),
})

/** Where a terminal leads that logs in; what the address says is read by the page. */
const authorize = createRoute({
  getParentRoute: () => shell,
  path: '/authorize',
  validateSearch: searchOf('client', 'redirect_uri', 'state', 'code_challenge', 'terminal'),
  component: lazyRouteComponent(() => import('./pages/authorize.tsx')),
})

const device = createRoute({
  getParentRoute: () => shell,
  path: '/device',
  component: lazyRouteComponent(() => import('./pages/device.tsx')),
})

/** Each of its sections is a page of its own, and a chunk. */
const administration = createRoute({
  getParentRoute: () => shell,
  path: '/admin',
  component: lazyRouteComponent(() => import('./pages/administration.tsx')),
})

const users = createRoute({
  getParentRoute: () => administration,
  path: '/users',
  validateSearch: searchOf('q', 'role', 'state'),
  component: lazyRouteComponent(() => import('./pages/users.tsx')),
})

const user = createRoute({
  getParentRoute: () => administration,
  path: '/users/$id',
  component: lazyRouteComponent(() => import('./pages/user.tsx')),
})

const roles = createRoute({
  getParentRoute: () => administration,
  path: '/roles',
  component: lazyRouteComponent(() => import('./pages/roles.tsx')),
})

const role = createRoute({
  getParentRoute: () => administration,
  path: '/roles/$role',
  validateSearch: searchOf('copy'),
  component: lazyRouteComponent(() => import('./pages/role.tsx')),
})

const audit = createRoute({
  getParentRoute: () => administration,
  path: '/audit',
  validateSearch: searchOf('from', 'to', 'actor', 'action', 'target', 'outcome', 'request'),
  component: lazyRouteComponent(() => import('./pages/audit.tsx')),
})

/** Whatever no other route takes: it stands behind the log-in as well, with the way back beside it. */
const nowhere = createRoute({
  getParentRoute: () => shell,
  path: '$',
  component: lazyRouteComponent(() => import('./pages/nowhere.tsx')),
})

/** Addresses hold plain text: nobody should have to read JSON in a link. */
export const router = createRouter({
  routeTree: root.addChildren([
    login,
    shell.addChildren([
      overview,
      explore,
      explorer,
      object,
      compare,
      clusters,
      newCluster,
      cluster,
      plugins,
      plugin,
      administration.addChildren([users, user, roles, role, audit]),
      status,
      settings,
      authorize,
      device,
      nowhere,
    ]),
  ]),
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: writeSearch,
  defaultPreload: 'intent',
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

/** As URLSearchParams writes it, with the commas and slashes of our own lists left readable. */
function writeSearch(search: Readonly<Record<string, unknown>>): string {
  const known = Object.entries(search).flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' ? [[name, value] as const] : [],
  )
  const text = known
    .map(
      ([name, value]) =>
        `${name}=${encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%2F', '/')}`,
    )
    .join('&')
  return text === '' ? '' : `?${text}`
}
