/**
 * Writes the tables of frames and codes in docs/protocol.md from the contracts. With `--check` it changes nothing and
 * fails when the page is not what it would write.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { downFrameSchema, upFrameSchema } from '../packages/contracts/src/agent-frame.ts'
import { clientFrameSchema } from '../packages/contracts/src/client-frame.ts'
import { afterClose, CloseCode } from '../packages/contracts/src/close-code.ts'
import { gatewayFrameSchema } from '../packages/contracts/src/gateway-frame.ts'
import { topicMessageSchema } from '../packages/contracts/src/record.ts'
import { refusalCode } from '../packages/contracts/src/refusal-code.ts'

const page = join(import.meta.dirname, '../docs/protocol.md')
const sections: Readonly<Record<string, () => string>> = {
  'client frames': () => frames(clientFrameSchema),
  'gateway frames': () => frames(gatewayFrameSchema),
  'topic messages': () => frames(topicMessageSchema),
  'frames of a watcher to an agent': () => frames(downFrameSchema),
  'frames of an agent': () => frames(upFrameSchema),
  'close codes': closeCodes,
  'refusal codes': () => refusalCode.options.map((code) => `\`${code}\``).join(', '),
}

const before = readFileSync(page, 'utf8')
const after = Object.entries(sections).reduce(filled, before)
if (process.argv.includes('--check')) {
  if (after !== before) {
    console.error(
      'docs/protocol.md does not fit packages/contracts. Run: node scripts/generate-protocol.ts',
    )
    process.exitCode = 1
  }
} else {
  writeFileSync(page, after)
}

function filled(text: string, [name, write]: [string, () => string]): string {
  const [start, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`]
  const [from, to] = [text.indexOf(start), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/protocol.md has no section «${name}»`)
  return `${text.slice(0, from + start.length)}\n${write()}\n${text.slice(to)}`
}

interface JsonSchema {
  readonly type?: string
  readonly const?: string | number | boolean
  readonly enum?: readonly string[]
  readonly items?: JsonSchema
  readonly prefixItems?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: JsonSchema | boolean
  readonly required?: readonly string[]
}

function frames(schema: { toJSONSchema(options: { io: 'input' }): object }): string {
  const { anyOf, oneOf }: JsonSchema = JSON.parse(
    JSON.stringify(schema.toJSONSchema({ io: 'input' })),
  )
  const rows = (anyOf ?? oneOf ?? []).map((frame) => {
    const { type, ...fields } = frame.properties ?? {}
    const written = Object.entries(fields).map(
      ([name, field]) =>
        `\`${name}${frame.required?.includes(name) ? '' : '?'}\`: ${typeOf(field)}`,
    )
    return `| \`${String(type?.const)}\` | ${written.join(' · ')} |`
  })
  return ['| type | fields |', '| --- | --- |', ...rows].join('\n')
}

function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${String(schema.const)}\``
  if (schema.enum?.length === refusalCode.options.length) return 'a refusal code'
  if (schema.enum !== undefined)
    return schema.enum.map((value) => `\`${String(value)}\``).join(' or ')
  const either = schema.anyOf ?? schema.oneOf
  if (either !== undefined) return [...new Set(either.map(typeOf))].join(' or ')
  if (schema.prefixItems !== undefined) return `[${schema.prefixItems.map(typeOf).join(', ')}]`
  if (schema.type === 'array') return `[${typeOf(schema.items ?? {})}, …]`
  if (schema.properties !== undefined) return `{${Object.keys(schema.properties).join(', ')}}`
  if (typeof schema.additionalProperties === 'object')
    return `{…: ${typeOf(schema.additionalProperties)}}`
  return schema.type ?? 'anything'
}

function closeCodes(): string {
  const rows = Object.entries(CloseCode).map(
    ([name, code]) =>
      `| ${code} | ${name.replaceAll(/(?<!^)([A-Z])/g, ' $1').toLowerCase()} | ${afterClose(code)} |`,
  )
  return ['| code | why | the client |', '| --- | --- | --- |', ...rows].join('\n')
}
