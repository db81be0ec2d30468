/** `node compress-main.ts FOLDER`: writes a `.gz` beside each file that gets smaller by it, as small as can be. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, gzipSync } from 'node:zlib'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('Name the folder whose files to compress.')
const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
for (const entry of entries.filter((it) => it.isFile() && /\.(?:css|html|js|svg)$/.test(it.name))) {
  const path = join(entry.parentPath, entry.name)
  const text = readFileSync(path)
  const compressed = gzipSync(text, { level: constants.Z_BEST_COMPRESSION })
  if (compressed.length < text.length) writeFileSync(`${path}.gz`, compressed)
}
