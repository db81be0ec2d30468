import { stripVTControlCharacters } from 'node:util'

/** Where a member leaves what Jest says. */
export const RESULTS = '.jest-results.json'

/** The same of a first run, where something failed in it and the member was run once more. */
export const FIRST_RESULTS = '.jest-results.first.json'

/** What Jest's `--json` file says of one workspace member, as far as the sum needs it. */
export interface MemberResults {
  readonly passed: number
  /** Failed tests, and suites that could not be run at all. */
  readonly failed: number
  /** What failed: a test by its whole title, a suite that could not be run by its file. */
  readonly failures: readonly Failure[]
  /** For each test that was skipped, the title around it that says why; else the outermost. */
  readonly skipped: readonly string[]
}

export interface Failure {
  readonly title: string
  /** What the test said, without colours. */
  readonly message: string
}

/** A sum over members. A member without results counts as one failure: its tests never ran. */
export interface Sum {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly skippedSuites: readonly {
    readonly member: string
    readonly title: string
    readonly count: number
  }[]
  readonly faults: readonly Fault[]
}

export interface Fault {
  readonly member: string
  readonly why: string
  readonly failures: readonly Failure[]
}

/** Reads the text of a results file. Throws when it is not one. */
export function parseResults(text: string): MemberResults {
  const file: unknown = JSON.parse(text)
  const suites = listAt(file, 'testResults')
  const tests = suites.flatMap((suite) => listAt(suite, 'assertionResults'))
  return {
    passed: numberAt(file, 'numPassedTests'),
    failed: numberAt(file, 'numFailedTests') + numberAt(file, 'numRuntimeErrorTestSuites'),
    failures: suites.flatMap((suite) => failuresOf(suite)),
    skipped: tests.filter((test) => notRun(textAt(test, 'status'))).map((test) => reasonOf(test)),
  }
}

export function addUp(
  members: readonly { readonly member: string; readonly results: MemberResults | undefined }[],
): Sum {
  const ran = members.map(({ results }) => results ?? NEVER_RAN)
  return {
    passed: total(ran.map(({ passed }) => passed)),
    failed: total(ran.map(({ failed }) => failed)),
    skipped: total(ran.map(({ skipped }) => skipped.length)),
    skippedSuites: members.flatMap(({ member, results }) =>
      Object.entries(Object.groupBy(results?.skipped ?? [], (title) => title)).map(
        ([title, tests]) => ({ member, title, count: tests?.length ?? 0 }),
      ),
    ),
    faults: members.flatMap(({ member, results = NEVER_RAN }) =>
      results.failed === 0
        ? []
        : [
            {
              member,
              why: results === NEVER_RAN ? 'left no results' : `${results.failed} failed`,
              failures: results.failures,
            },
          ],
    ),
  }
}

const NEVER_RAN: MemberResults = { passed: 0, failed: 1, failures: [], skipped: [] }

function failuresOf(suite: unknown): Failure[] {
  const failed = listAt(suite, 'assertionResults').filter(
    (test) => textAt(test, 'status') === 'failed',
  )
  const ofSuite = failed.length === 0 && textAt(suite, 'status') === 'failed'
  return ofSuite
    ? [{ title: textAt(suite, 'name'), message: plain(textAt(suite, 'message')) }]
    : failed.map((test) => ({
        title: textAt(test, 'fullName'),
        message: plain(listAt(test, 'failureMessages').join('\n')),
      }))
}

function plain(text: string): string {
  return stripVTControlCharacters(text).trim()
}

function notRun(status: string): boolean {
  return status === 'pending' || status === 'todo' || status === 'skipped'
}

function reasonOf(test: unknown): string {
  const titles = [...listAt(test, 'ancestorTitles'), textAt(test, 'title')].filter(
    (title) => typeof title === 'string',
  )
  return titles.find((title) => title.includes('(skipped: ')) ?? titles[0] ?? 'without a title'
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0)
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list = at(value, key)
  if (!Array.isArray(list)) throw new Error(`the results have no list ${key}`)
  return list
}

function numberAt(value: unknown, key: string): number {
  const number = at(value, key)
  if (typeof number !== 'number') throw new Error(`the results have no number ${key}`)
  return number
}

function textAt(value: unknown, key: string): string {
  const text = at(value, key)
  if (typeof text !== 'string') throw new Error(`the results have no text ${key}`)
  return text
}
