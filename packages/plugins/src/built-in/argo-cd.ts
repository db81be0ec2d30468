import type { PluginManifest } from '@argus/contracts/plugin-manifest'

import { date, text } from './columns.ts'
import { link } from './links.ts'

const group = 'argoproj.io'

/**
 * An Application's conditions have no status; its health lies in `status.health.status` and `status.sync.status`, which
 * is read of any object that has both. https://argo-cd.readthedocs.io/en/stable/operator-manual/health/
 */
export const argoCd: PluginManifest = {
  id: 'argo-cd',
  name: 'Argo CD',
  description: 'Applications, whether they are what Git says, and the projects they belong to.',
  docs: 'https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/',
  icon: 'M12 4a6 6 0 0 1 6 6v8M12 4a6 6 0 0 0-6 6v8M9.500 11h.01M14.500 11h.01M9 20v-4M15 20v-4M12 20v-4',
  resources: [
    {
      group,
      resource: 'applications',
      kind: 'Application',
      namespaced: true,
      columns: [
        text('Repository', '.spec.source.repoURL'),
        text('Path', '.spec.source.path'),
        text('Destination', '.spec.destination.namespace'),
        text('Last sync', '.status.operationState.phase'),
        date('Synced at', '.status.operationState.finishedAt'),
      ],
      links: [link('.spec.project', group, 'appprojects')],
    },
    {
      group,
      resource: 'appprojects',
      kind: 'AppProject',
      namespaced: true,
      columns: [
        text('Description', '.spec.description'),
        text('Repositories', '.spec.sourceRepos'),
        text('First destination', '.spec.destinations[*].namespace'),
      ],
    },
  ],
  summary: {
    charts: [
      {
        title: 'Applications by sync and health',
        of: [{ group, resource: 'applications' }],
        rows: {
          by: 'phase',
          column: 'Health Status',
          path: '.status.health.status',
          phases: [
            { value: 'Degraded', tone: 'bad' },
            { value: 'Missing', tone: 'bad' },
            { value: 'Progressing', tone: 'busy' },
            { value: 'Suspended', tone: 'strong' },
            { value: 'Unknown', tone: 'strong' },
            { value: 'Healthy', tone: 'plain' },
          ],
        },
        columns: {
          by: 'phase',
          column: 'Sync Status',
          path: '.status.sync.status',
          phases: [
            { value: 'OutOfSync', tone: 'strong' },
            { value: 'Unknown', tone: 'strong' },
            { value: 'Synced', tone: 'plain' },
          ],
        },
      },
    ],
    attention: {
      title: 'Out of sync',
      hint: 'applications that are not what Git says',
      of: { group, resource: 'applications' },
      where: { column: 'Sync Status', path: '.status.sync.status', is: ['OutOfSync'] },
      columns: ['Sync Status', 'Health Status', 'Last sync', 'Synced at'],
    },
  },
}
