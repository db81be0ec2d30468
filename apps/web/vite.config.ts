import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

import { proxiesTo } from './src/proxy.ts'
import type { Service } from './src/proxy-table.ts'
import { securityHeaders } from './src/security-headers.ts'

/** Where the services are, and on which port the console is served: set by whoever starts it on one machine. */
const env = process.env // oxlint-disable-line node/no-process-env -- this file is the console server's config.ts

const addresses: Readonly<Record<Service, string>> = {
  auth: env['ARGUS_AUTH_URL'] ?? 'http://127.0.0.1:8080',
  watcher: env['ARGUS_WATCHER_URL'] ?? 'http://127.0.0.1:8081',
  gateway: env['ARGUS_GATEWAY_URL'] ?? 'http://127.0.0.1:8082',
}

const server = {
  port: Number(env['ARGUS_WEB_PORT'] ?? 3000),
  strictPort: true,
  proxy: proxiesTo(addresses),
}

export default defineConfig({
  plugins: [react(), noJsonSchemas(), noEval()],
  worker: { format: 'es', plugins: () => [noJsonSchemas(), noEval()] },
  server,
  preview: { ...server, headers: securityHeaders },
  // Small files as data: URLs would need holes in the policy.
  build: { target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
})

/**
 * Contracts are read in the page, never written down: what zod brings along to describe schemas as JSON Schema is left
 * out. Every schema refers to it, so that nothing shakes it off. Whoever calls `toJSONSchema` in the page gets an error.
 */
function noJsonSchemas(): Plugin {
  return {
    name: 'argus:no-json-schemas',
    enforce: 'pre',
    transform: (code, id) => {
      if (!/\/zod\/v4\/core\/(?:json-schema-\w+|to-json-schema)\.js$/u.test(id)) return
      const names = code.matchAll(/^export (?:const|function|class) (\w+)/gmu)
      const exported = [...names].map(([, name]) => `no as ${name}`)
      return `const no = () => { throw new Error('no JSON Schema in the page') }; export { ${exported.join()} }`
    },
  }
}

/**
 * zod makes functions of text where it may. The page's policy forbids that, and the browser would report even the attempt,
 * which is made with the first schema: so it is told before there is one.
 */
function noEval(): Plugin {
  return {
    name: 'argus:no-eval',
    enforce: 'pre',
    transform: (code, id) =>
      id.endsWith('/zod/v4/core/core.js') ? `${code}\nglobalConfig.jitless = true\n` : undefined,
  }
}
