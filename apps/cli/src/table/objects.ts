import type { Command } from '../command.ts'
import { CLUSTERS, FILTERS, LIST_FORMAT, NAMESPACE, TIMEOUT } from '../options.ts'
import { FORMAT } from '../output/structured.ts'

/** What is asked of clusters. */
export const objects: readonly Command[] = [
  {
    name: 'get',
    summary: 'show objects of a kind, in one cluster, several or all',
    details: `KIND is a resource, a kind or a short name, and with its group where several have it:
certificates.cert-manager.io. A kind that is not followed yet is followed from then on. Without -n
all namespaces are shown, without --cluster all clusters. A cluster that does not answer, or lags
behind, is named on the standard error, and the exit code is 6.

In json, yaml and jsonpath an object says its cluster in the annotation argus.internal/cluster.`,
    arguments: [
      { name: 'KIND', summary: 'what is wanted, also as KIND/NAME', completes: 'kinds' },
      { name: 'NAME', summary: 'only these', optional: true, many: true, completes: 'names' },
    ],
    options: [
      CLUSTERS,
      ...FILTERS,
      LIST_FORMAT,
      {
        name: 'sort-by',
        value: 'COLUMN',
        summary: 'sort by a column, or by a path: .metadata.creationTimestamp',
      },
    ],
    examples: [
      ['argus get certificates', 'those of all clusters, in one table'],
      [
        'argus get servicemonitors -n shop --cluster "prod-*" -o wide',
        'every column, in some clusters',
      ],
      ['argus get cert web -o jsonpath="{.items[*].status.notAfter}"', 'a field of each'],
      [
        'argus get clusters.postgresql.cnpg.io --health Failed --sort-by changed',
        'what is failing',
      ],
    ],
    load: () => import('../commands/get.ts'),
  },
  {
    name: 'watch',
    summary: 'show objects of a kind as they are, live',
    details: `On a terminal a table on the whole screen, what is failing first, redrawn in place; in a pipe an event a
line, beginning with what there is. A connection that breaks is made again, and goes on where it
was. With -o json a line is {"type", "cluster", "object"}.

With --until it ends, with 0, once the condition in CEL is met: on object, by each object that is
shown, of which there has to be one; on objects, by the list of them. A cluster that is out of step
meets nothing. When --timeout passes first the exit code is 8.`,
    arguments: [
      { name: 'KIND', summary: 'what is wanted', completes: 'kinds' },
      { name: 'NAME', summary: 'only these', optional: true, many: true, completes: 'names' },
    ],
    options: [
      CLUSTERS,
      ...FILTERS,
      LIST_FORMAT,
      { name: 'until', value: 'CEL', summary: 'end once this is met' },
      TIMEOUT,
    ],
    examples: [
      ['argus watch certificates --cluster "prod-*"', 'ends with Ctrl-C'],
      [
        "argus watch cert web -n shop --until \"object.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True')\" --timeout 5m",
        'waits for a certificate, in every cluster that has it',
      ],
      ['argus watch cert -l app=old --until "size(objects) == 0"', 'waits until there is none'],
      ['argus watch cert -o json | jq -r .object.metadata.name', 'for a script'],
    ],
    load: () => import('../commands/watch.ts'),
  },
  {
    name: 'tail',
    summary: 'show every change of every kind that Argus follows, as it happens',
    details: `A condition in CEL speaks of object, and of change: change.type (ADDED, MODIFIED, DELETED), its cluster,
group, resource, kind, namespace, name, health and reason. With object, kinds are those that are
followed when it begins.`,
    arguments: [
      { name: 'KIND', summary: 'only these kinds', optional: true, many: true, completes: 'kinds' },
    ],
    options: [
      CLUSTERS,
      NAMESPACE,
      { name: 'where', value: 'CEL', summary: 'only changes that meet this' },
      {
        name: 'output',
        short: 'o',
        value: 'FORMAT',
        summary: 'how it is written',
        choices: ['table', 'json'],
      },
      TIMEOUT,
    ],
    examples: [
      [
        "argus tail --where \"change.health == 'Failed' && change.cluster.startsWith('prod-')\"",
        'what begins to fail',
      ],
      ['argus tail certificates issuers -o json', 'two kinds, for a script'],
    ],
    load: () => import('../commands/tail.ts'),
  },
  {
    name: 'health',
    summary: 'show what is failing anywhere',
    details: `Of all kinds that Argus follows. The exit code is 10 where anything is failing, and 6 where nothing is but
a cluster is out of step.`,
    options: [
      CLUSTERS,
      NAMESPACE,
      { name: 'all', summary: 'what is on its way or ending, too' },
      FORMAT,
    ],
    load: () => import('../commands/health.ts'),
  },
  {
    name: 'diff',
    summary: 'show in which lines an object differs between two clusters',
    details: `What each cluster gives an object itself (uid, resourceVersion, creationTimestamp) is left out, and so is
the status unless --status is said. The exit code is 10 where they differ.`,
    arguments: [
      { name: 'KIND', summary: 'what it is', completes: 'kinds' },
      { name: 'NAME', summary: 'its name', completes: 'names' },
    ],
    options: [
      { ...CLUSTERS, summary: 'the two clusters' },
      NAMESPACE,
      { name: 'status', summary: 'compare the status too' },
    ],
    examples: [
      ['argus diff certificate web -n shop --cluster prod-eu --cluster prod-us', 'as diff -u'],
    ],
    load: () => import('../commands/diff.ts'),
  },
  {
    name: 'kinds',
    summary: 'list what can be asked for, and where',
    options: [CLUSTERS, FORMAT],
    load: () => import('../commands/kinds.ts'),
  },
]
