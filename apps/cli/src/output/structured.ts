import type { Invocation } from '../invocation.ts'
import type { Option } from '../command.ts'

/** The formats of what is no list of objects. */
export const FORMAT: Option = {
  name: 'output',
  short: 'o',
  value: 'FORMAT',
  summary: 'how the answer is written',
  choices: ['table', 'json', 'yaml'],
}

/** The answer in the format asked for; `table` makes it one for a person. */
export async function formatted(
  input: Invocation,
  answer: unknown,
  asTable: () => string,
): Promise<string> {
  const format = input.text('output')
  if (format === 'json')
    return `${JSON.stringify(answer, undefined, 2)}
`
  if (format === 'yaml') return (await import('./yaml.ts')).yamlOf(answer)
  return asTable()
}
