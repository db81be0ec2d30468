import { Environment, ParseError, TypeError } from '@marcbachmann/cel-js'

import { misused } from '../failure.ts'

/** A condition in CEL over named values. */
export interface Condition {
  /** Whether it speaks of that name. */
  mentions(name: string): boolean
  /** Whether these values meet it. What cannot be evaluated, because a field is missing say, does not. */
  holds(values: Readonly<Record<string, unknown>>): boolean
}

/** Reads a condition over these names. Throws a Failure `usage` with what is wrong and where. */
export function conditionOf(option: string, text: string, names: readonly string[]): Condition {
  const environment = names.reduce(
    (made, name) => made.registerVariable(name, 'dyn'),
    new Environment(),
  )
  const program = read()
  return {
    mentions: (name) => new RegExp(String.raw`(?<![\w.])${name}\b`).test(text),
    holds(values) {
      try {
        return program(values) === true
      } catch {
        return false // as documented: an error is no match
      }
    },
  }

  function read(): ReturnType<Environment['parse']> {
    try {
      const parsed = environment.parse(text)
      const { valid, type, error } = parsed.check()
      if (!valid) throw error
      if (type !== 'bool' && type !== 'dyn')
        throw misused(`${option} says ${type ?? 'nothing'}`, 'It has to say true or false.')
      return parsed
    } catch (error) {
      if (!(error instanceof ParseError || error instanceof TypeError)) throw error
      const { summary, range } = error
      const place = range === undefined ? '' : ` at character ${range.start + 1}`
      throw misused(
        `${option} cannot be read${place}: ${summary}`,
        `It is CEL over ${names.join(', ')}.`,
      )
    }
  }
}
