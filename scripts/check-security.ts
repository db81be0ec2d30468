/**
 * Links the promises of docs/security.md and docs/security/asvs.md to the tests whose titles begin with their identifiers.
 * With `--check` it changes nothing and fails when a promise has no test, a requirement of the standard has no row, a link
 * leads nowhere, or a page is not what it would write.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const root = join(import.meta.dirname, '..')
const security = join(root, 'docs/security.md')
const asvs = join(root, 'docs/security/asvs.md')
/** Numbers and levels of ASVS 5.0: all of levels 1 and 2, and what else we hold ourselves to. */
const requirements = join(root, 'docs/security/asvs-requirements.json')

interface Titled {
  readonly file: string
  readonly title: string
}

/** A string that begins with identifiers. Titles are strings, and no other string here begins so. */
const TITLE = /(['"`])((?:[AGWXI]-\d\d )+)([^\n]+?)\1/g

/** Number, level, subject, state, and by what or why. */
const ROW = /^\| (\d+\.\d+\.\d+) \| L?(\d) \| [^|]+ \| (met|not applicable|open) \| ([^|]+) \|$/

const faults: string[] = []
const tests = titlesByIdentifier()
for (const [page, write] of [
  [security, withTests],
  [asvs, withLinks],
] as const) {
  const before = readFileSync(page, 'utf8')
  const after = write(before)
  if (process.argv.includes('--check')) {
    if (after !== before)
      faults.push(`${relative(root, page)} is out of date. Run: node scripts/check-security.ts`)
  } else writeFileSync(page, after)
  faults.push(...deadLinks(page, after))
}
faults.push(...missingRows(readFileSync(asvs, 'utf8')))
for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exitCode = 1

/** Tests by each identifier that their titles begin with: `A-22 G-09 a log-out …` is a test of both. */
function titlesByIdentifier(): ReadonlyMap<string, readonly Titled[]> {
  const found = new Map<string, Titled[]>()
  const files = globSync(
    ['{apps,packages}/*/test/**/*.test.{ts,tsx}', '{charts,e2e}/test/**/*.test.ts'],
    {
      cwd: root,
      exclude: (name) => name.includes('node_modules'),
    },
  )
  for (const file of files.toSorted()) {
    const source = readFileSync(join(root, file), 'utf8')
    for (const [, , identifiers = '', title = ''] of source.matchAll(TITLE)) {
      for (const identifier of identifiers.trim().split(' ')) {
        const titles = found.get(identifier) ?? []
        titles.push({ file, title: title.trim() })
        found.set(identifier, titles)
      }
    }
  }
  return found
}

/** The last column of each promise: a link for each file, with the first title there. */
function withTests(text: string): string {
  return text.replaceAll(
    /^\| ([AGWX]-\d\d) \| (.*?) \|[^|\n]*\|$/gm,
    (_, id: string, promise: string) => {
      const titled = tests.get(id) ?? []
      if (titled.length === 0)
        faults.push(`${id} is promised in docs/security.md and no test begins with it`)
      const files = [...Map.groupBy(titled, ({ file }) => file)]
      const links = files.map(([file, [first]]) => {
        const target = relative(dirname(security), join(root, file))
        return `[${shown(file)}](${target}): ${plain(first?.title ?? '')}`
      })
      return `| ${id} | ${promise} | ${links.join('<br>')} |`
    },
  )
}

/** Identifiers in the table of the standard become links to the file that has most tests of theirs. */
function withLinks(text: string): string {
  const lines = text.split('\n').map((line) => {
    if (!ROW.test(line)) return line
    return line.replaceAll(
      /\[([AGWXI]-\d\d)\]\([^)]*\)|(?<![\w[-])([AGWXI]-\d\d)(?![\w\]-])/g,
      (_, linked?: string, bare?: string) => {
        const id = linked ?? bare ?? ''
        const file = mainFile(tests.get(id) ?? [])
        if (file !== undefined) return `[${id}](${relative(dirname(asvs), join(root, file))})`
        if (line.includes('| met |'))
          faults.push(`${id} is named in docs/security/asvs.md and no test begins with it`)
        return id
      },
    )
  })
  return lines.join('\n')
}

function mainFile(titled: readonly Titled[]): string | undefined {
  const files = [...Map.groupBy(titled, ({ file }) => file)]
  return files.toSorted(([, a], [, b]) => b.length - a.length).at(0)?.[0]
}

function missingRows(text: string): string[] {
  const expected: Readonly<Record<string, number>> = JSON.parse(readFileSync(requirements, 'utf8'))
  const lines = text.split('\n').filter((line) => /^\| \d+\.\d+\.\d+ \|/.test(line))
  const found = lines.flatMap((line) => {
    const [, number = '', level, , state, why = ''] = ROW.exec(line) ?? []
    if (state === undefined) return [`asvs.md has a row that says no state: ${line.slice(0, 60)}`]
    if (expected[number] !== Number(level)) return [`asvs.md: ${number} is not of level ${level}`]
    // Met means: by a test, or by a place in the code or documents that a reader can go to.
    if (state === 'met' && !why.includes(']('))
      return [`asvs.md: ${number} is met by nothing linked`]
    return []
  })
  const numbers = lines.map((line) => ROW.exec(line)?.[1])
  const absent = Object.keys(expected).filter((number) => !numbers.includes(number))
  const twice = numbers.filter((number, index) => numbers.indexOf(number) !== index)
  return [
    ...found,
    ...absent.map((number) => `asvs.md has no row of ${number}`),
    ...twice.map((number) => `asvs.md has two rows of ${number}`),
  ]
}

function deadLinks(page: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)#\s]*)(?:#[^)\s]*)?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => target !== '' && !/^https?:/.test(target))
    .filter((target) => !existsSync(join(dirname(page), target)))
    .map((target) => `${relative(root, page)} links to ${target}, which is not there`)
}

/** `apps/auth/test/http/log-in.test.ts` is shown as `auth http/log-in`. */
function shown(file: string): string {
  const [first = '', second = ''] = file.split('/')
  const rest = file.replace(/^.*?\/test\//, '').replace(/\.test\.tsx?$/, '')
  return `${['apps', 'packages'].includes(first) ? second : first} ${rest}`
}

/** A title in a cell of a table. */
function plain(title: string): string {
  return title.replaceAll('|', '\\|').replaceAll(/[<>]/g, '')
}
