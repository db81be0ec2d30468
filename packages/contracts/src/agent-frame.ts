import { z } from 'zod'

import { healthRuleSchema } from './health-rule.ts'
import { positionSchema } from './position.ts'
import { columnSchema } from './row.ts'
import { clusterId, groupName, resourceName, topicSchema, versionName } from './topic.ts'
import { topicStatusSchema } from './topic-status.ts'

/** Where an agent dials, below the address of the console. */
export const UPLINK_PATH = '/api/agents/uplink'

/** What both ends speak; another number is another protocol. */
export const UPLINK_PROTOCOL = 'argus.agent.v1'

/** Whom a signature of an agent is for: it opens nothing else. */
export const UPLINK_AUDIENCE = 'argus-watcher-uplink'

/** The largest message that an agent may send, before it is packed: an object of etcd's largest kind, and its like. */
export const MAX_UPLINK_MESSAGE_BYTES = 16 * 1024 * 1024

/** A packed message, and a frame of the watcher, are at most this long. */
export const MAX_UPLINK_FRAME_BYTES = 8 * 1024 * 1024

/**
 * The window, as its binary logarithm, in which the packing of a line finds what was sent before: 16 MiB, which either end
 * keeps for each line.
 */
export const UPLINK_WINDOW_LOG = 24

/** How a line of an agent ended. 45xx: the agent does not dial again before somebody has looked. */
export const UplinkClose = {
  Draining: 4000,
  /** The cluster has a newer line, which is the one that counts; an agent that still holds this one is one too many. */
  Replaced: 4001,
  /** What was sent is not what an agent sends. */
  Violation: 4500,
  /** The key is unknown or revoked, or belongs to another cluster. */
  Refused: 4501,
} as const

/** The text that an agent signs to prove that it has its key. */
export function uplinkProof(proof: {
  readonly audience: string
  readonly cluster: string
  readonly key: string
  readonly nonce: string
}): string {
  return ['argus agent uplink', proof.audience, proof.cluster, proof.key, proof.nonce].join('\n')
}

/** The text that the new key of an agent signs when it is to follow the old one. */
export function rotationProof(cluster: string, publicKey: string): string {
  return ['argus agent key rotation', cluster, publicKey].join('\n')
}

const base64url = z.string().regex(/^[\w-]+$/)

/** An Ed25519 public key: SubjectPublicKeyInfo in DER, written in base64url. */
export const agentPublicKey = base64url.length(59)

/** How a key is called: the beginning of the SHA-256 of its bytes, in base64url. */
export const agentKeyId = base64url.length(22)

const signature = base64url.length(86)

const topicNumber = z.int().positive()

/** What is fixed for the objects of a Topic, with the paths that a projector needs. */
const projectorSchema = z.strictObject({
  kind: z.string(),
  namespaced: z.boolean(),
  columns: z.array(columnSchema.extend({ jsonPath: z.string() })),
  health: healthRuleSchema.optional(),
})

const questionSchema = z.discriminatedUnion('type', [
  /** What the cluster says of a resource. */
  z.object({ type: z.literal('discover'), group: groupName, resource: resourceName }),
  /** What it serves and can be followed. */
  z.object({ type: z.literal('offered') }),
  /** What the account of the agent may do. */
  z.object({ type: z.literal('account') }),
])
export type UplinkQuestion = z.infer<typeof questionSchema>

/** What the watcher has of a Topic: nothing, a copy of unknown age, or all up to a Position of the agent's own. */
const haveSchema = z.union([z.enum(['nothing', 'copy']), positionSchema])
export type UplinkHave = z.infer<typeof haveSchema>

/** What a watcher says on the line of an agent: JSON, a frame a message. Topics are numbered by the watcher, for each line. */
export const downFrameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('challenge'), nonce: base64url, audience: z.string() }),
  /** The agent is known. `now`: the watcher's time in milliseconds, by which all times on the line are told. */
  z.object({ type: z.literal('welcome'), now: z.number() }),
  z.object({ type: z.literal('refused'), code: z.string(), error: z.string() }),
  z.object({
    type: z.literal('follow'),
    topic: topicNumber,
    resource: topicSchema.omit({ cluster: true }),
    form: z.enum(['whole', 'metadata']),
    projector: projectorSchema,
    have: haveSchema,
  }),
  z.object({ type: z.literal('unfollow'), topic: topicNumber }),
  /** Of a page of the index, what the watcher has not. */
  z.object({ type: z.literal('want'), topic: topicNumber, keys: z.array(z.string()) }),
  /** A frame of a Topic that is no `index` was taken in: another may come. */
  z.object({ type: z.literal('taken'), topic: topicNumber }),
  /** So many messages have arrived, whatever became of them. */
  z.object({ type: z.literal('heard'), messages: z.int().positive() }),
  z.object({ type: z.literal('ask'), id: z.int(), question: questionSchema }),
  /** The new key is kept: the agent may use it from now on. */
  z.object({ type: z.literal('key_kept'), key: agentKeyId }),
])
export type DownFrame = z.infer<typeof downFrameSchema>

/** The first frame of an agent, JSON like those of the watcher: who it is, and the proof. */
export const helloFrameSchema = z.strictObject({
  type: z.literal('hello'),
  cluster: clusterId,
  key: agentKeyId,
  signature,
  /** The version of the program. */
  version: z.string().max(64),
})
export type HelloFrame = z.infer<typeof helloFrameSchema>

/** One change: an object, whose bytes follow the frame in order; a Key that is gone; or one that is held back. */
const changeSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('object'),
    key: z.string(),
    bytes: z.int().nonnegative(),
    /** When somebody last wrote it, which is told by what is stripped. */
    changed: z.number(),
    /** When it came from the API server. */
    time: z.number(),
  }),
  /** Without a time where there are so many that it was forgotten. */
  z.object({ type: z.literal('gone'), key: z.string(), time: z.number().optional() }),
  z.object({ type: z.literal('withheld'), key: z.string(), reason: z.string().max(2_000) }),
])
export type UplinkChange = z.infer<typeof changeSchema>

const definitionSchema = z.object({
  group: groupName,
  resource: resourceName,
  /** Another one after each change of the definition. */
  mark: z.string().max(64),
})
export type UplinkDefinition = z.infer<typeof definitionSchema>

/** What a cluster says of a resource, as an agent found it. */
const discoverySchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('served'),
    version: versionName,
    namespaced: z.boolean(),
    kind: z.string(),
    singular: z.string(),
    shortNames: z.array(z.string()),
    columns: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        format: z.string().optional(),
        priority: z.number(),
        jsonPath: z.string(),
        description: z.string().optional(),
      }),
    ),
  }),
  z.object({ type: z.literal('absent'), reason: z.string().optional() }),
  z.object({ type: z.literal('forbidden'), reason: z.string() }),
  z.object({ type: z.literal('unreachable'), reason: z.string() }),
])

const offeredSchema = z.object({
  group: groupName,
  resource: resourceName,
  kind: z.string(),
  namespaced: z.boolean(),
  shortNames: z.array(z.string()),
  versions: z.tuple([z.string()], z.string()),
})

/** What an agent answers. `failed`: the API server could not be asked; the reason is for people. */
export const uplinkAnswerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('discover'), found: discoverySchema }),
  z.object({ type: z.literal('offered'), resources: z.array(offeredSchema) }),
  /** A SelfSubjectRulesReview as it came; `null` where the API server does not tell. */
  z.object({ type: z.literal('account'), review: z.json() }),
  z.object({ type: z.literal('failed'), reason: z.string().max(2_000) }),
])
export type UplinkAnswer = z.infer<typeof uplinkAnswerSchema>

/**
 * What an agent says once it is known: the head of a message, which is this as JSON in one line, then the objects of
 * `changes` one after the other. All messages of a line are one zstd stream, flushed after each, so that what was
 * sent before costs next to nothing when it comes again a little changed.
 */
export const upFrameSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('changes'),
    topic: topicNumber,
    /** Where the agent's own copy stands; all up to there has been sent. Missing while copies are compared. */
    at: positionSchema.optional(),
    changes: z.array(changeSchema),
  }),
  z.object({ type: z.literal('status'), topic: topicNumber, status: topicStatusSchema }),
  /** A page of what there is, Key and hash: the answer is `want`. */
  z.object({
    type: z.literal('index'),
    topic: topicNumber,
    entries: z.array(z.tuple([z.string(), z.string()])),
  }),
  /** The index is at its end, and all that was wanted has been sent: what was not in it is gone. */
  z.object({ type: z.literal('compared'), topic: topicNumber, at: positionSchema }),
  /** The API server was listed so many times; all of the last list has been sent. */
  z.object({ type: z.literal('synced'), topic: topicNumber, lists: z.int().positive() }),
  z.object({
    type: z.literal('definitions'),
    /** These are all that there are. */
    all: z.boolean(),
    changed: z.array(definitionSchema),
    removed: z.array(definitionSchema.omit({ mark: true })),
  }),
  /** What the API server says it is, or why it does not answer. */
  z.object({ type: z.literal('server'), version: z.string().max(256) }),
  z.object({ type: z.literal('silent'), reason: z.string().max(2_000) }),
  z.object({ type: z.literal('answer'), id: z.int(), answer: uplinkAnswerSchema }),
  z.object({ type: z.literal('rotate'), publicKey: agentPublicKey, signature }),
])
export type UpFrame = z.infer<typeof upFrameSchema>
