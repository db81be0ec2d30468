import { defineConfig } from 'rolldown'

/** One ESM file per service: the image is Node and this file. */
export default defineConfig({
  input: 'src/main.ts',
  platform: 'node',
  external: ['pg-native', 'bufferutil', 'utf-8-validate'],
  output: { file: 'dist/main.js', format: 'esm', sourcemap: true, codeSplitting: false },
})
