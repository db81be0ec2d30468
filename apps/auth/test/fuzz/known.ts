import type { TestAuth } from '../auth-service.ts'
import type { Answer } from '../client.ts'

/** What answers have shown, by the name of its field: it stands where a request leaves a mark. */
export interface Known {
  fillPath(path: string): string
  fillBody(body: string): string
  learn(answer: Answer): void
}

export async function createKnown({ db }: TestAuth): Promise<Known> {
  const roles = await db.selectFrom('roles').select('id').execute()
  const values = new Map<string, Set<string>>()
  const keep = (name: string, value: string): void => {
    const all = values.get(name) ?? new Set()
    values.set(name, all.add(value))
    const [oldest] = all
    if (all.size > MOST && oldest !== undefined) all.delete(oldest)
  }
  for (const { id } of roles) keep('id', id)
  const valueOf = (name: string, n: string): string => {
    const all = [...(values.get(name) ?? values.get('id') ?? [])]
    return all[Number(n) % all.length] ?? ''
  }
  return {
    fillPath: (path) =>
      path.replaceAll(MARK, (_, name: string, n: string) => encodeURIComponent(valueOf(name, n))),
    fillBody: (body) =>
      body.replaceAll(MARK, (_, name: string, n: string) =>
        JSON.stringify(valueOf(name, n)).slice(1, -1),
      ),
    learn({ status, headers, text }) {
      if (
        status >= 400 ||
        text.startsWith('{"openapi"') ||
        !headers.get('content-type')?.startsWith('application/json')
      )
        return
      for (const [name, value] of texts(JSON.parse(text), '')) keep(name, value)
    },
  }
}

/** The newest of a name: most of the older are gone. */
const MOST = 100
const MARK = /<(\w+) (\d+)>/g

function texts(value: unknown, name: string): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[name, value]]
  if (Array.isArray(value)) return value.flatMap((one) => texts(one, name))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => texts(inner, key))
}
