import { type CollectionPath, parsePath } from './request-path.ts'
import type { ClusterState } from './cluster-state.ts'
import * as discovery from './discovery.ts'
import type { Exchange } from './exchange.ts'
import type { FaultEffect, Verb } from './fault.ts'
import { serveList } from './list.ts'
import { reviewRules, type Rule, RULES_REVIEW } from './rules-review.ts'
import { formOf, render } from './render.ts'
import { type ResourceDefinition, resourceId } from './resource-definition.ts'
import { selectorOf } from './selector.ts'
import { StatusError, notFound } from './status-error.ts'
import { type WatchOptions, serveWatch } from './watch.ts'
import { type ObjectPath, createObject, currentObject, updateObject } from './write.ts'

/** What a request is answered from. */
export interface Cluster {
  readonly state: ClusterState
  readonly watch: WatchOptions
  readonly gitVersion: string
  /** What a review of its permissions tells whoever asks. */
  readonly rules: readonly Rule[]
  readonly stopped: AbortSignal
  /** Throws when the request is not authenticated. */
  authenticate(authorization: string): void
  /** Throws when the request is not allowed. */
  authorize(request: ResourceRequest): void
  takeFault(request: ResourceRequest): FaultEffect | undefined
}

export interface ResourceRequest {
  readonly verb: Verb
  /** `group/resource`. */
  readonly resource: string
}

/** Answers one request; whatever is thrown becomes a `Status`. */
export async function answer(cluster: Cluster, exchange: Exchange): Promise<void> {
  try {
    await route(cluster, exchange)
  } catch (error) {
    answerError(exchange, error)
  }
}

async function route(cluster: Cluster, exchange: Exchange): Promise<void> {
  const { state } = cluster
  const path = parsePath(exchange.pathname)
  if (path.type === 'health') return exchange.end(Buffer.from('ok'))
  cluster.authenticate(exchange.authorization)
  if (exchange.pathname === RULES_REVIEW && exchange.method === 'POST') {
    return answerJson(exchange, reviewRules(cluster.rules, await exchange.body()), 201)
  }
  const aggregated = exchange.accept.includes('as=APIGroupDiscoveryList')
  switch (path.type) {
    case 'version':
      return answerJson(exchange, { gitVersion: cluster.gitVersion, platform: 'fake/any' })
    case 'core-versions': {
      const core = state.definitions.filter(({ group }) => group === '')
      return answerDiscovery(exchange, aggregated ? core : undefined, discovery.coreVersions())
    }
    case 'groups': {
      const named = state.definitions.filter(({ group }) => group !== '')
      return answerDiscovery(exchange, aggregated ? named : undefined, discovery.groupList(named))
    }
    case 'group':
      return answerJson(exchange, discovery.groupDocument(state.definitions, path.group))
    case 'resources':
      return answerJson(
        exchange,
        discovery.resourceList(state.definitions, path.group, path.version),
      )
    case 'collection':
      return serveCollection(cluster, path, exchange)
    case 'object':
      return serveObject(cluster, path, exchange)
    case 'unknown':
      throw notFound('the path')
  }
}

function answerDiscovery(
  exchange: Exchange,
  aggregated: readonly ResourceDefinition[] | undefined,
  legacy: unknown,
): void {
  if (!aggregated) return answerJson(exchange, legacy)
  const type = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
  exchange.head(200, { 'content-type': type })
  exchange.end(Buffer.from(JSON.stringify(discovery.aggregatedDiscovery(aggregated))))
}

async function serveCollection(
  cluster: Cluster,
  path: CollectionPath,
  exchange: Exchange,
): Promise<void> {
  const definition = definitionFor(cluster, path)
  const resource = resourceId(definition)
  const watching = ['1', 'true'].includes(exchange.query.get('watch') ?? '')
  const verb = exchange.method === 'POST' ? 'create' : watching ? 'watch' : 'list'
  if (admit(cluster, { verb, resource }, exchange) === 'answered') return
  const form = formOf(definition, path.version, exchange.accept)
  if (verb === 'create') {
    const created = await createObject({ state: cluster.state, definition }, path, exchange)
    return answerJson(exchange, JSON.parse(render(created, form)), 201)
  }
  const selector = selectorOf(path.namespace, exchange.query)
  const scope = { objects: cluster.state.objects, resource, form, selector }
  if (verb === 'list') return serveList(scope, exchange)
  const redefined = new AbortController()
  const forget = cluster.state.onRedefined((id) => id === resource && redefined.abort())
  const ended = AbortSignal.any([redefined.signal, cluster.stopped])
  await serveWatch(scope, exchange, { options: cluster.watch, ended }).finally(forget)
}

async function serveObject(cluster: Cluster, path: ObjectPath, exchange: Exchange): Promise<void> {
  const definition = definitionFor(cluster, path)
  const verb = OBJECT_VERBS[exchange.method]
  if (!verb) throw notFound(`the method ${exchange.method}`)
  const request = { verb, resource: resourceId(definition) }
  if (admit(cluster, request, exchange) === 'answered') return
  const target = { state: cluster.state, definition }
  const form = formOf(definition, path.version, exchange.accept)
  switch (verb) {
    case 'get':
      return answerJson(exchange, JSON.parse(render(currentObject(target, path), form)))
    case 'delete':
      return answerJson(exchange, JSON.parse(render(cluster.state.delete(path), form)))
    case 'update':
    case 'patch':
      return answerJson(
        exchange,
        JSON.parse(render(await updateObject(target, path, exchange), form)),
      )
  }
}

const OBJECT_VERBS: Readonly<Record<string, 'get' | 'delete' | 'update' | 'patch'>> = {
  GET: 'get',
  DELETE: 'delete',
  PUT: 'update',
  PATCH: 'patch',
}

function definitionFor({ state }: Cluster, path: CollectionPath): ResourceDefinition {
  const definition = state.definition(path.group, path.resource)
  const served = definition?.versions.some(({ name }) => name === path.version)
  if (!definition || !served) throw notFound('the server could not find the requested resource:')
  return definition
}

/** Lets the request pass, refuses it, or does to it what an armed fault says. */
function admit(
  cluster: Cluster,
  request: ResourceRequest,
  exchange: Exchange,
): 'pass' | 'answered' {
  cluster.authorize(request)
  const effect = cluster.takeFault(request)
  switch (effect?.type) {
    case undefined:
      return 'pass'
    case 'reset':
      exchange.reset()
      return 'answered'
    case 'hang':
      exchange.head(200, { 'content-type': 'application/json' })
      return 'answered'
    case 'status': {
      const { code, reason, message = `${reason} on demand`, retryAfterSeconds } = effect
      const details = retryAfterSeconds === undefined ? {} : { retryAfterSeconds }
      throw new StatusError({ code, reason, message, details })
    }
  }
}

function answerJson(exchange: Exchange, body: unknown, status = 200): void {
  exchange.head(status, { 'content-type': 'application/json' })
  exchange.end(Buffer.from(`${JSON.stringify(body)}\n`))
}

function answerError(exchange: Exchange, error: unknown): void {
  const status =
    error instanceof StatusError
      ? error
      : new StatusError({ code: 500, reason: 'InternalError', message: String(error) })
  // Half an answer can only be broken off: an end would look whole.
  if (exchange.started) return exchange.reset()
  const { retryAfterSeconds } = status.details
  exchange.head(status.code, {
    'content-type': 'application/json',
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  })
  exchange.end(Buffer.from(JSON.stringify(status.toStatus())))
}
