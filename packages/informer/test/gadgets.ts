/** A custom resource for tests, the same on every server. */
export const gadgets = { group: 'test.example', resource: 'gadgets' }

/** Its definition: any spec and status, both kept as they are. */
export function gadgetsCrd(additionalPrinterColumns?: readonly object[]) {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'gadgets.test.example' },
    spec: {
      group: gadgets.group,
      scope: 'Namespaced',
      names: {
        plural: 'gadgets',
        singular: 'gadget',
        kind: 'Gadget',
        listKind: 'GadgetList',
        shortNames: ['gg'],
      },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
              },
            },
          },
          ...(additionalPrinterColumns ? { additionalPrinterColumns } : {}),
        },
      ],
    },
  }
}
