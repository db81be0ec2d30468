import type { HealthRule } from '@argus/contracts/health-rule'
import type { PluginManifest, PluginResource } from '@argus/contracts/plugin-manifest'

import { date, integer, text } from './columns.ts'
import { link, linkWhen } from './links.ts'

const group = 'postgresql.cnpg.io'

const ofCluster = link('.spec.cluster.name', group, 'clusters')

/** The phases that the operator writes; one that is new says nothing, and the conditions decide. */
const clusterHealth: HealthRule = {
  conditions: { ContinuousArchiving: 'needed', LastBackupSucceeded: 'needed' },
  fields: [
    { path: ".metadata.annotations['cnpg.io/hibernation']", inProgress: ['on'] },
    { path: ".metadata.annotations['cnpg.io/reconciliationLoop']", inProgress: ['disabled'] },
    {
      path: '.status.phase',
      current: ['Cluster in healthy state'],
      inProgress: [
        'Setting up primary',
        'Creating a new replica',
        'Waiting for the instances to become active',
        'Applying configuration',
        'Switchover in progress',
        'Upgrading cluster',
        'Upgrading Postgres major version',
        'Online upgrade in progress',
        'Cluster upgrade delayed',
        'Waiting for user action',
        'Promoting to primary cluster',
        'Primary instance is being restarted in-place',
        'Primary instance is being restarted without a switchover',
      ],
      failed: [
        'Failing over',
        'Cluster is unrecoverable and needs manual intervention',
        'Cluster has incomplete or invalid image catalog',
        'Cluster cannot proceed to reconciliation due to an unknown plugin being required',
        'Cluster cannot proceed to reconciliation due to an error while interacting with plugins',
        'Cluster cannot execute instance online upgrade due to missing architecture binary',
        'Unable to create required cluster objects',
        'Not enough disk space',
      ],
      reason: '.status.phaseReason',
    },
  ],
}

/** Something inside PostgreSQL that the operator has made, or could not make. */
const inDatabase = (
  resource: string,
  kind: string,
  presented: Pick<PluginResource, 'columns'> = {},
): PluginResource => ({
  group,
  resource,
  kind,
  namespaced: true,
  health: {
    fields: [
      {
        path: '.status.applied',
        current: ['true'],
        failed: ['false'],
        reason: '.status.message',
      },
    ],
  },
  links: [ofCluster],
  ...presented,
})

export const cloudnativePg: PluginManifest = {
  id: 'cloudnative-pg',
  name: 'CloudNativePG',
  description: 'PostgreSQL clusters, their backups, poolers, databases and roles.',
  docs: 'https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/',
  icon: 'M12 3c4.400 0 7 1.300 7 3v12c0 1.700-2.600 3-7 3s-7-1.300-7-3V6c0-1.700 2.600-3 7-3ZM5 6c0 1.700 2.600 3 7 3s7-1.300 7-3M12 13v4M10 15h4',
  resources: [
    {
      group,
      resource: 'clusters',
      kind: 'Cluster',
      namespaced: true,
      columns: [text('Image', '.spec.imageName'), integer('Timeline', '.status.timelineID')],
      health: clusterHealth,
      links: [
        link('.status.instanceNames[*]', 'core', 'pods'),
        link('.status.healthyPVC[*]', 'core', 'persistentvolumeclaims'),
        linkWhen(
          'ImageCatalog',
          '.spec.imageCatalogRef.kind',
          link('.spec.imageCatalogRef.name', group, 'imagecatalogs'),
        ),
        linkWhen(
          'ClusterImageCatalog',
          '.spec.imageCatalogRef.kind',
          link('.spec.imageCatalogRef.name', group, 'clusterimagecatalogs'),
        ),
      ],
    },
    {
      group,
      resource: 'backups',
      kind: 'Backup',
      namespaced: true,
      columns: [date('Stopped', '.status.stoppedAt')],
      health: {
        fields: [
          {
            path: '.status.phase',
            current: ['completed'],
            inProgress: ['new', 'pending', 'started', 'running', 'finalizing'],
            failed: ['failed', 'walArchivingFailing'],
            reason: '.status.error',
          },
        ],
      },
      links: [ofCluster],
    },
    {
      group,
      resource: 'scheduledbackups',
      kind: 'ScheduledBackup',
      namespaced: true,
      columns: [text('Schedule', '.spec.schedule'), date('Next', '.status.nextScheduleTime')],
      health: { fields: [{ path: '.spec.suspend', inProgress: ['true'] }] },
      links: [ofCluster],
    },
    {
      group,
      resource: 'poolers',
      kind: 'Pooler',
      namespaced: true,
      columns: [integer('Instances', '.status.instances')],
      health: {
        fields: [
          {
            path: '.status.phase',
            current: ['active'],
            inProgress: ['paused', 'inactive'],
            failed: ['failed'],
            reason: '.status.phaseReason',
          },
        ],
      },
      links: [ofCluster],
    },
    inDatabase('databases', 'Database', { columns: [text('Owner', '.spec.owner')] }),
    inDatabase('databaseroles', 'DatabaseRole', { columns: [text('In roles', '.spec.inRoles')] }),
    inDatabase('publications', 'Publication', { columns: [text('Database', '.spec.dbname')] }),
    inDatabase('subscriptions', 'Subscription', {
      columns: [text('Database', '.spec.dbname'), text('Publication', '.spec.publicationName')],
    }),
    {
      group,
      resource: 'imagecatalogs',
      kind: 'ImageCatalog',
      namespaced: true,
      columns: [text('First image', '.spec.images[*].image')],
    },
    {
      group,
      resource: 'failoverquorums',
      kind: 'FailoverQuorum',
      namespaced: true,
      columns: [
        text('Primary', '.status.primary'),
        text('Method', '.status.method'),
        integer('Standbys', '.status.standbyNumber'),
      ],
      links: [link('.status.primary', 'core', 'pods')],
    },
  ],
}
