import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router'

import { Lost } from './components/lost.tsx'
import { Shell } from './components/shell.tsx'
import { searchOf } from './search.ts'

const root = createRootRoute({ notFoundComponent: Lost })

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

/** Addresses hold plain text: nobody should have to read JSON in a link. */
export const router = createRouter({
  routeTree: root.addChildren([
    login,
    shell.addChildren([overview, explore, explorer, status, settings]),
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
