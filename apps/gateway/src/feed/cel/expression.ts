import { Environment, ParseError, TypeError, type ASTNode } from '@marcbachmann/cel-js'
import { Refusal } from '@argus/contracts/refusal-code'

/** A condition on an object, in CEL. Expressions of equal `text` are one. */
export interface Expression {
  readonly text: string
  /** Whether the object meets it. What cannot be evaluated, because a field is missing say, is not met. */
  holds(object: unknown): boolean
}

/**
 * Reads an expression over `object`; `self`, as rules of a CRD say it, is the same. Throws a Refusal `bad_selector`
 * with what is wrong and where, also for what might grow beyond measure.
 */
export function expressionOf(text: string): Expression {
  const program = read(text)
  return {
    text,
    holds: (object) => {
      try {
        return program({ object, self: object }) === true
      } catch {
        return false // as documented: an error is no match
      }
    },
  }
}

const environment = new Environment({
  limits: { maxAstNodes: 200, maxDepth: 40, maxListElements: 50, maxMapEntries: 20 },
})
  .registerVariable('object', 'dyn')
  .registerVariable('self', 'dyn')

function read(text: string): ReturnType<Environment['parse']> {
  const program = parsed(text)
  limit(program.ast)
  const { valid, type, error } = program.check()
  if (!valid) throw misread(error)
  if (type !== 'bool' && type !== 'dyn')
    throw bad(`it says ${type ?? 'nothing'}, and has to say true or false`)
  return program
}

function parsed(text: string): ReturnType<Environment['parse']> {
  try {
    return environment.parse(text)
  } catch (error) {
    throw misread(error)
  }
}

/** Time is limited where expressions are evaluated; this keeps what they build small: no text or list that doubles. */
function limit(ast: ASTNode): void {
  let sums = 0
  const walk = (node: ASTNode, loops: number): void => {
    const called = node.op === 'call' || node.op === 'rcall' ? node.args[0] : undefined
    if (called !== undefined && !FUNCTIONS.has(called)) throw bad(`there is no function ${called}`)
    const within = called !== undefined && LOOPS.has(called) ? loops + 1 : loops
    if (within > MOST_LOOPS)
      throw bad(`${[...LOOPS].join(', ')} go at most ${MOST_LOOPS} deep into one another`)
    if (node.op === 'rcall' && SEARCHES.has(node.args[0]) && !isShortText(node.args[2][0]))
      throw bad(
        `${node.args[0]} looks for a text written out, of at most ${LONGEST_SOUGHT} characters`,
      )
    if (node.op === '+') {
      sums += 1
      if (loops > 0) throw bad('+ is not for the inside of a loop')
      if (sums > MOST_SUMS) throw bad(`+ comes at most ${MOST_SUMS} times`)
    }
    for (const inner of nodesIn(node.args)) walk(inner, within)
  }
  walk(ast, 0)
}

function isShortText(node: ASTNode | undefined): boolean {
  if (node?.op !== 'value' || typeof node.args !== 'string') return false
  return node.args.length <= LONGEST_SOUGHT
}

function nodesIn(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(nodesIn)
  return isNode(args) ? [args] : []
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value
}

/** What the library says of an expression; whatever else goes wrong is a bug. */
function misread(error: unknown): Refusal {
  if (!(error instanceof ParseError || error instanceof TypeError)) throw error
  const { summary, range } = error
  return bad(range === undefined ? summary : `at character ${range.start + 1}: ${summary}`, error)
}

function bad(why: string, cause?: unknown): Refusal {
  return new Refusal('bad_selector', `The CEL expression was not understood: ${why}.`, { cause })
}

const LOOPS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'filter', 'map'])
const MOST_LOOPS = 2

/** These search in native code, which no clock ends: a large text sought in another would take minutes. */
const SEARCHES: ReadonlySet<string> = new Set(['contains', 'indexOf', 'matches'])
const LONGEST_SOUGHT = 128
const MOST_SUMS = 8

/** Of the standard those that answer no more than they are given. https://github.com/cel-expr/cel-spec/blob/master/doc/langdef.md#list-of-standard-definitions */
const FUNCTIONS: ReadonlySet<string> = LOOPS.union(
  new Set(
    `bool contains double duration dyn endsWith has int matches size startsWith string timestamp type uint
    getDate getDayOfMonth getDayOfWeek getDayOfYear getFullYear getHours getMilliseconds getMinutes getMonth getSeconds
    indexOf lowerAscii substring trim upperAscii`.split(/\s+/),
  ),
)
