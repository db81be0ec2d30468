import type { FakeApiServer } from '@argus/fake-api-server/server'

import { THINGS } from '../cluster/things.ts'

const PLURAL = 'listed'

/** Where the console shows them. */
export const LIST_PATH = `/r/${THINGS.group}/${PLURAL}`

/** The objects of a list, in one simulated cluster: each has a step, which a column shows. */
export class Objects {
  readonly #server: FakeApiServer
  /** The step that each is at, by its name. */
  readonly steps = new Map<string, number>()

  constructor(server: FakeApiServer, count: number) {
    this.#server = server
    server.store.defineCrd(DEFINITION)
    for (let at = 0; at < count; at += 1) this.#write(nameOf(at), 0)
  }

  /** Changes one, each in its turn, spread over the whole list; answers its row. */
  change(event: number): { readonly name: string; readonly step: number } {
    // A prime apart, so that neighbours do not change together.
    const name = nameOf((event * 7_919) % this.steps.size)
    const step = (this.steps.get(name) ?? 0) + 1
    this.#write(name, step)
    return { name, step }
  }

  #write(name: string, step: number): void {
    this.steps.set(name, step)
    this.#server.store.apply({
      apiVersion: `${THINGS.group}/${THINGS.version}`,
      kind: 'Listed',
      metadata: { name, namespace: NAMESPACE },
      spec: { step },
    })
  }
}

export const NAMESPACE = 'default'

function nameOf(at: number): string {
  return `object-${String(at).padStart(6, '0')}`
}

const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${PLURAL}.${THINGS.group}` },
  spec: {
    group: THINGS.group,
    scope: 'Namespaced',
    names: { plural: PLURAL, singular: 'listedone', kind: 'Listed', listKind: 'ListedList' },
    versions: [
      {
        name: THINGS.version,
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', properties: { spec: open } } },
        additionalPrinterColumns: [{ name: 'Step', type: 'integer', jsonPath: '.spec.step' }],
      },
    ],
  },
}
