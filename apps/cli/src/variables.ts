/** The variables that `argus` reads, for the page that documents them. */
export const VARIABLES: readonly (readonly [name: string, means: string])[] = [
  [
    'ARGUS_URL',
    'the address of the console, instead of the context’s; with `ARGUS_API_KEY` no context is needed',
  ],
  [
    'ARGUS_API_KEY',
    'an API key, instead of a login; it is exchanged for a token of five minutes and never written down',
  ],
  ['ARGUS_CONTEXT', 'the context, as `--context`'],
  ['ARGUS_CONFIG_DIR', 'where contexts and sessions are kept, instead of the platform’s place'],
  [
    'ARGUS_CACHE_DIR',
    'where the kinds that clusters serve are kept for ten minutes, instead of the platform’s place',
  ],
  ['NO_COLOR', 'set, and not empty: no colour ([no-color.org](https://no-color.org))'],
  ['FORCE_COLOR', 'set, and not `0`: colour in a pipe too'],
  ['BROWSER', 'the program that `argus login` opens an address with, instead of the platform’s'],
  ['HTTPS_PROXY, HTTP_PROXY, NO_PROXY', 'the proxy to go through, also in lower case'],
  ['NODE_EXTRA_CA_CERTS', 'a file of authorities to trust besides the system’s'],
]
