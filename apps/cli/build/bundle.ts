import { build, type BuildOptions } from 'rolldown'

/**
 * A script of a file of `src/` that asks `require` for what is Node's own, and for nothing else. Names and lines stay: a stack is
 * read by people.
 */
export async function bundle(
  entry: string,
  plugins: BuildOptions['plugins'] = [],
): Promise<string> {
  const made = await build({
    input: `${import.meta.dirname}/../src/${entry}`,
    platform: 'node',
    write: false,
    logLevel: 'warn',
    plugins,
    output: {
      format: 'cjs',
      codeSplitting: false,
      minify: { compress: true, mangle: false, codegen: { removeWhitespace: false } },
    },
  })
  const [chunk, ...others] = made.output
  if (others.length > 0) throw new Error(`${entry} is not one file`)
  return chunk.code
}
