import type { Command } from '../command.ts'
import { CLUSTERS, LIST_FORMAT, PROOF } from '../options.ts'
import { FORMAT } from '../output/structured.ts'

/** Which clusters and plugins there are. */
export const clusters: readonly Command[] = [
  {
    name: 'clusters list',
    summary: 'list the clusters that you may see anything of',
    isDefault: true,
    options: [CLUSTERS, LIST_FORMAT],
    load: () => import('../commands/clusters.ts'),
  },
  {
    name: 'clusters add',
    summary: 'have Argus follow another cluster',
    details: `Argus goes the whole way to the cluster first, and says in words what does not work. Fields of a
kubeconfig that could run programs or read files of Argus are refused, each by its name.`,
    arguments: [{ name: 'ID', summary: 'what it is called: letters, digits and dashes' }],
    options: [
      {
        name: 'kubeconfig',
        value: 'FILE',
        summary: 'a kubeconfig of one cluster; - is the standard input',
      },
      { name: 'name', value: 'TEXT', summary: 'what people read instead of the ID' },
      { name: 'label', value: 'NAME=VALUE', summary: 'a label of it', many: true },
      { name: 'force', summary: 'add it though it cannot be reached now' },
      ...PROOF,
    ],
    examples: [
      ['argus clusters manifest | kubectl apply -f -', 'makes an account that may only read'],
      [
        'kubectl -n argus-reader get secret argus-reader -o json | argus kubeconfig generate --server https://10.0.0.1:6443 > reader.json',
        'makes a kubeconfig of it',
      ],
      ['argus clusters add prod --kubeconfig reader.json', 'hands it to Argus'],
    ],
    load: () => import('../commands/add-cluster.ts'),
  },
  {
    name: 'clusters check',
    summary: 'go the whole way to a cluster, and say what does not work',
    arguments: [{ name: 'ID', summary: 'the cluster', completes: 'clusters' }],
    options: [FORMAT],
    load: () => import('../commands/check-cluster.ts'),
  },
  {
    name: 'clusters remove',
    summary: 'have Argus forget a cluster and its credential',
    arguments: [{ name: 'ID', summary: 'the cluster', completes: 'clusters' }],
    options: [{ name: 'yes', summary: 'ask nothing' }, ...PROOF],
    load: () => import('../commands/remove-cluster.ts'),
  },
  {
    name: 'clusters manifest',
    summary: 'write the manifest of an account that may read what plugins show, and nothing else',
    options: [
      {
        name: 'plugin',
        value: 'ID',
        many: true,
        summary: 'only what this plugin shows; all of them without it',
        completes: 'plugins',
      },
    ],
    examples: [['argus clusters manifest | kubectl apply -f -', 'makes the account']],
    load: () => import('../commands/cluster-manifest.ts'),
  },
  {
    name: 'kubeconfig generate',
    summary: 'make a kubeconfig of the account that the manifest makes',
    details: `It reads the Secret of the account, as JSON, from the standard input: whoever may read it has it
from kubectl. Argus gives out no credential that it holds.`,
    options: [
      { name: 'server', value: 'URL', summary: 'where the API server answers' },
      { ...CLUSTERS, summary: 'take the address of a cluster that Argus follows' },
    ],
    examples: [
      [
        'kubectl -n argus-reader get secret argus-reader -o json | argus kubeconfig generate --server https://10.0.0.1:6443',
        'writes it to the standard output',
      ],
    ],
    load: () => import('../commands/generate-kubeconfig.ts'),
  },
  {
    name: 'plugins',
    summary: 'list the plugins, and the clusters that have them',
    options: [FORMAT],
    load: () => import('../commands/plugins.ts'),
  },
]
