import { createHash } from 'node:crypto'
import { basename } from 'node:path'

import { beforeAll, describe, expect, it } from '@jest/globals'
import { z } from 'zod'

import { CHART, read, render, template, VALUES, type KubeObject } from '../src/chart.ts'
import { podsOf } from './pods.ts'
import { suiteWith } from './suite.ts'

/** What each set of values becomes. */
const rendered = new Map<string, readonly KubeObject[]>()
const sets = VALUES.map((path) => basename(path, '-values.yaml'))
const objectsOf = (set: string): readonly KubeObject[] => rendered.get(set) ?? []
const ofKind = (set: string, kind: string): readonly KubeObject[] =>
  objectsOf(set).filter((object) => object.kind === kind)

suiteWith(['helm'], 'what the chart becomes', () => {
  beforeAll(async () => {
    for (const [index, set] of sets.entries())
      rendered.set(set, await render({ values: [VALUES[index] ?? ''] }))
  }, 60_000)

  describe.each(sets)('with the values of %s', (set) => {
    it('X-01 runs nobody as root, on a root that nobody writes to, with no rights of the kernel', () => {
      const pods = podsOf(objectsOf(set))
      expect(pods.length).toBeGreaterThanOrEqual(5)
      for (const { name, spec } of pods) {
        expect([name, spec.securityContext]).toMatchObject([
          name,
          { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        ])
        for (const container of spec.containers)
          expect([name, container.securityContext]).toEqual([
            name,
            {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
          ])
        expect(HOST_FIELDS.filter((field) => field in spec)).toEqual([])
        expect(spec.volumes.filter((volume) => 'hostPath' in volume)).toEqual([])
      }
    })

    it('X-01 gives no pod a token of the cluster, other than the watcher where it follows that cluster', () => {
      const withToken = podsOf(objectsOf(set))
        .filter(({ spec }) => spec.automountServiceAccountToken !== false)
        .map(({ component }) => component)
      expect(withToken).toEqual(set === 'minimal' ? [] : ['watcher'])
    })

    it('X-02 says no secret where anybody reads it, and the same one never twice', async () => {
      const again = await render({ values: [VALUES[sets.indexOf(set)] ?? ''] })
      const first = secretsOf(objectsOf(set))
      const second = secretsOf(again)
      expect([...first.keys()]).toEqual([...second.keys()])
      for (const [name, value] of first) expect([name, value]).not.toEqual([name, second.get(name)])
      const open = JSON.stringify(objectsOf(set).filter(({ kind }) => kind !== 'Secret'))
      for (const value of first.values()) expect(open).not.toContain(value)
      expect(open).not.toMatch(/change-me|admin@argus|"(password|changeit|postgres)"/)
      for (const { spec } of podsOf(objectsOf(set)))
        for (const variable of spec.containers.flatMap(({ env }) => env))
          if (/PASSWORD|TOKEN|KEY|DATABASE_URL|REDIS_URL/.test(variable.name))
            expect(variable).toMatchObject({ valueFrom: { secretKeyRef: {} } })
    })

    it('X-03 gives auth, watcher and gateway the one token that they know each other by, and nobody else', () => {
      const holders = podsOf(objectsOf(set)).flatMap(({ component, spec }) =>
        spec.containers.flatMap(({ env }) =>
          env
            .filter(({ name }) => name === 'ARGUS_SERVICE_TOKEN')
            .map(({ valueFrom }) => [component, valueFrom] as const),
        ),
      )
      const token = {
        secretKeyRef: {
          name: set === 'external-stores' ? 'argus-keys' : 'argus',
          key: 'service-token',
        },
      }
      expect(Object.fromEntries(holders)).toEqual({ auth: token, gateway: token, watcher: token })
    })

    it('W-07 lets the watcher get, list and watch what is named, and nothing that is secret or runs', () => {
      const rules = ofKind(set, 'ClusterRole').flatMap((role) => roles.parse(role).rules)
      expect(rules.length).toBeGreaterThan(set === 'minimal' ? -1 : 10)
      for (const { apiGroups, resources, verbs } of rules) {
        expect(verbs).toEqual(['get', 'list', 'watch'])
        expect([...apiGroups, ...resources].filter((name) => /[*/]|^secrets$/.test(name))).toEqual(
          [],
        )
      }
      expect(objectsOf(set).filter(({ kind }) => kind.startsWith('Role'))).toEqual([])
    })
  })

  describe.each(sets.filter((set) => set !== 'minimal'))(
    'on the network, with the values of %s',
    (set) => {
      it('X-05 lets nothing in and nothing out that is not named', () => {
        const all = ofKind(set, 'NetworkPolicy').map((object) => policy.parse(object))
        const first = all.find(({ spec }) => !(COMPONENT in spec.podSelector.matchLabels))
        expect(first?.spec).toEqual({
          podSelector: {
            matchLabels: {
              'app.kubernetes.io/name': 'argus',
              'app.kubernetes.io/instance': 'argus',
            },
          },
          policyTypes: ['Ingress', 'Egress'],
        })
        const named = all
          .map(({ spec }) => spec.podSelector.matchLabels[COMPONENT])
          .filter((name) => name)
        const components = podsOf(objectsOf(set)).map(({ component }) => component)
        expect(new Set(named)).toEqual(new Set(components))
      })

      it('X-05 opens Redis, PostgreSQL and the inner port of auth to those who need them', () => {
        expect(mayEnter(set, 'redis', 6379)).toEqual(
          set === 'external-stores' ? [] : ['auth', 'gateway', 'watcher'],
        )
        expect(mayEnter(set, 'postgresql', 5432)).toEqual(
          set === 'external-stores' ? [] : ['auth', 'migrations', 'watcher'],
        )
        expect(mayEnter(set, 'auth', 9080)).toEqual(['gateway', 'prometheus', 'watcher'])
        expect(mayEnter(set, 'auth', 8080)).toEqual(['gateway', 'watcher', 'web'])
        expect(mayEnter(set, 'gateway', 8082)).toEqual(['prometheus', 'web'])
        expect(mayEnter(set, 'watcher', 8081)).toEqual(['prometheus', 'web'])
      })

      it('X-05 lets the watcher out to API servers, and never to the metadata of a cloud', () => {
        const egress = policyOf(set, 'watcher')?.spec.egress ?? []
        const open = egress.filter(({ to }) =>
          to.some((peer) => peer.ipBlock?.cidr === '0.0.0.0/0'),
        )
        expect(open.map(({ ports }) => ports)).toEqual([[{ port: 443 }, { port: 6443 }]])
        expect(open.flatMap(({ to }) => to.map(({ ipBlock }) => ipBlock?.except))).toEqual([
          ['169.254.0.0/16'],
          ['fe80::/10', 'fd00:ec2::254/128'],
        ])
        for (const component of ['gateway', 'web', 'redis', 'postgresql', 'migrations'])
          expect(JSON.stringify(policyOf(set, component) ?? '')).not.toContain('0.0.0.0/0')
      })
    },
  )

  it('X-02 does not come to be where a secret of somebody else is said to be and is not named', async () => {
    for (const store of ['redis', 'postgresql']) {
      const { code, stderr } = await template({
        values: [VALUES[0] ?? ''],
        set: [`${store}.enabled=false`],
      })
      expect(code).not.toBe(0)
      expect(stderr).toContain('existingSecret is required')
    }
  })

  it('W-14 makes of Redis’s users what docs/operations/redis.md says, each with a password of its own', () => {
    const documented = read(CHART, '../../docs/operations/redis.md')
      .split('\n')
      .filter((line) => line.startsWith('user '))
    const secret = ofKind('default', 'Secret').find(
      ({ metadata }) => metadata.name === 'argus-redis',
    )
    const data = secretData.parse(secret).data
    const text = (key: string): string => Buffer.from(data[key] ?? '', 'base64').toString()
    const expected = documented.map((line) =>
      line.replace(/>change-me-(\w+)/, (_, user: string) => `#${sha256(text(`${user}-password`))}`),
    )
    expect(documented).toHaveLength(4)
    expect(text('users.acl').trimEnd().split('\n')).toEqual(expected)
    expect(
      new Set(['auth', 'gateway', 'watcher'].map((user) => text(`${user}-password`))).size,
    ).toBe(3)
    expect(text('gateway-url')).toBe(
      `redis://argus-gateway:${text('gateway-password')}@argus-redis:6379`,
    )
  })
})

const HOST_FIELDS = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'initContainers']
const COMPONENT = 'app.kubernetes.io/component'

const roles = z.object({
  rules: z.array(
    z.object({
      apiGroups: z.array(z.string()),
      resources: z.array(z.string()),
      verbs: z.array(z.string()),
    }),
  ),
})

const secretData = z.object({ data: z.record(z.string(), z.string()) })

/** Each value of each Secret; of those made of others, such as addresses, the whole. */
function secretsOf(objects: readonly KubeObject[]): ReadonlyMap<string, string> {
  const found = objects
    .filter(({ kind }) => kind === 'Secret')
    .flatMap((object) =>
      Object.entries(secretData.parse(object).data).map(
        ([key, value]) => [`${object.metadata.name}/${key}`, value] as const,
      ),
    )
  return new Map(found)
}

const labels = z.object({ matchLabels: z.record(z.string(), z.string()).default({}) })
const peer = z.object({
  podSelector: labels.optional(),
  namespaceSelector: labels.optional(),
  ipBlock: z.object({ cidr: z.string(), except: z.array(z.string()).optional() }).optional(),
})
const ports = z.array(z.object({ port: z.number(), protocol: z.string().optional() })).optional()
const policy = z.object({
  spec: z.object({
    podSelector: labels,
    policyTypes: z.array(z.string()),
    ingress: z.array(z.object({ from: z.array(peer).optional(), ports })).optional(),
    egress: z.array(z.object({ to: z.array(peer), ports })).optional(),
  }),
})
type Policy = z.infer<typeof policy>

function policyOf(set: string, component: string): Policy | undefined {
  return ofKind(set, 'NetworkPolicy')
    .map((object) => policy.parse(object))
    .find(({ spec }) => spec.podSelector.matchLabels[COMPONENT] === component)
}

/** Whom a policy lets in on a port; `everybody` where it names nobody. */
function mayEnter(set: string, component: string, port: number): readonly string[] {
  const rules = policyOf(set, component)?.spec.ingress ?? []
  return rules
    .filter((rule) => rule.ports?.some((open) => open.port === port) ?? true)
    .flatMap(({ from = [{}] }) =>
      from.map(({ podSelector }) => {
        const names = podSelector?.matchLabels ?? {}
        return names[COMPONENT] ?? names['app.kubernetes.io/name'] ?? 'everybody'
      }),
    )
    .toSorted()
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
