import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { defineConfig } from 'rolldown'

const redisScripts = join(import.meta.dirname, '../packages/bus/src/redis')

/** One ESM file per service, and beside it the scripts it hands to Redis: the image is Node and these. */
export default defineConfig({
  input: 'src/main.ts',
  platform: 'node',
  external: ['pg-native', 'bufferutil', 'utf-8-validate'],
  output: { file: 'dist/main.js', format: 'esm', sourcemap: true, codeSplitting: false },
  plugins: [
    {
      name: 'redis-scripts',
      generateBundle() {
        const files = readdirSync(redisScripts).filter((file) => file.endsWith('.lua'))
        for (const fileName of files) {
          const source = readFileSync(join(redisScripts, fileName), 'utf8')
          this.emitFile({ type: 'asset', fileName, source })
        }
      },
    },
  ],
})
