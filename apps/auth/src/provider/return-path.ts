/** Where a finished login leads: a path of the console, and `/` where the text is none. */
export function returnPath(text: string | undefined): string {
  if (text === undefined || !text.startsWith('/')) return '/'
  // The browser's own reading decides: `//host`, `/\host`, `/<tab>/host` and the like are other origins to it.
  const url = URL.parse(text, SOMEWHERE)
  if (url === null || url.origin !== SOMEWHERE) return '/'
  const { pathname, search, hash } = url
  // `/.//host` becomes `//host` only when it was read; calls are no pages.
  if (pathname.startsWith('//') || pathname === '/login' || pathname.startsWith('/api/')) return '/'
  return `${pathname}${search}${hash}`
}

const SOMEWHERE = 'http://console.invalid'
