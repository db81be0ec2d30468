/**
 * What the page may load and who may show it. Nothing inline and nothing from elsewhere: a script that got into the
 * page by any way would not run, and could send nothing away. `connect-src 'self'` covers the page's own socket.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    // No text becomes script or markup but by the one policy named here, which lets the page's own worker through.
    "require-trusted-types-for 'script'",
    'trusted-types argus',
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
}
