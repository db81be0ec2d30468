import { badRequest } from './status-error.ts'
import type { KubeObject } from './kube-object.ts'

export type Selector = (object: KubeObject) => boolean

/** What a list or a watch shows: the namespace of its path, its label selector and its field selector. */
export function selectorOf(namespace: string | undefined, query: URLSearchParams): Selector {
  const tests = [
    ...(namespace === undefined ? [] : [(o: KubeObject) => o.metadata.namespace === namespace]),
    ...labelTests(query.get('labelSelector') ?? ''),
    ...fieldTests(query.get('fieldSelector') ?? ''),
  ]
  return (object) => tests.every((test) => test(object))
}

function labelTests(text: string): readonly Selector[] {
  return splitTerms(text).map((term) => {
    const set = /^([^\s!=]+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(term)
    if (set) {
      const [, name = '', operator, list = ''] = set
      const values = new Set(list.split(',').map((value) => value.trim()))
      const wanted = operator === 'in'
      return (o) => {
        const value = o.metadata.labels?.[name]
        return value === undefined ? !wanted : values.has(value) === wanted
      }
    }
    const compared = /^([^\s!=]+)\s*(==|=|!=)\s*([^\s!=]*)$/.exec(term)
    if (compared) {
      const [, name = '', operator, value] = compared
      return (o) => (o.metadata.labels?.[name] === value) === (operator !== '!=')
    }
    const exists = /^(!?)([^\s!=]+)$/.exec(term)
    if (!exists) throw badRequest(`unable to parse the label selector ${JSON.stringify(text)}`)
    const [, not, name = ''] = exists
    return (o) => (o.metadata.labels?.[name] !== undefined) === (not === '')
  })
}

/** Splits at the commas outside parentheses. */
function splitTerms(text: string): readonly string[] {
  return (text.match(/[^,(]+(\([^)]*\))?/g) ?? []).map((term) => term.trim()).filter(Boolean)
}

function fieldTests(text: string): readonly Selector[] {
  return splitTerms(text).map((term) => {
    const [, field, operator, value] = /^([^!=]+?)(==|=|!=)(.*)$/.exec(term) ?? []
    if (field !== 'metadata.name' && field !== 'metadata.namespace') {
      throw badRequest(`field label not supported: ${term}`)
    }
    const part = field === 'metadata.name' ? 'name' : 'namespace'
    return (o) => ((o.metadata[part] ?? '') === value) === (operator !== '!=')
  })
}
