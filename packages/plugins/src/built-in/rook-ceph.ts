import type { HealthField, HealthRule } from '@argus/contracts/health-rule'
import type { PluginManifest, PluginResource } from '@argus/contracts/plugin-manifest'

import { integer, text } from './columns.ts'
import { link } from './links.ts'

const group = 'ceph.rook.io'

/** One vocabulary for all kinds. Rook leaves `Connecting` and `Deleting` True in conditions long after they were so. */
const phase: HealthField = {
  path: '.status.phase',
  current: ['Ready', 'Connected', 'Created'],
  inProgress: ['Progressing', 'Reconciling', 'Processing', 'Connecting', 'Creating', 'Deleting'],
  failed: ['Failure', 'Failed', 'ReconcileFailed', 'Error'],
}

const health: HealthRule = {
  conditions: { Connecting: 'silent', Connected: 'silent', DeletionIsBlocked: 'silent' },
  fields: [phase],
}

/** Ceph's own word counts as well: a cluster may be Ready and lose data. */
const clusterHealth: HealthRule = {
  ...health,
  fields: [
    { ...phase, reason: '.status.message' },
    {
      path: '.status.ceph.health',
      current: ['HEALTH_OK'],
      inProgress: ['HEALTH_WARN'],
      failed: ['HEALTH_ERR'],
    },
    {
      path: '.status.state',
      inProgress: ['Creating', 'Updating', 'Connecting'],
      failed: ['Error'],
    },
  ],
}

const resource = (
  name: string,
  kind: string,
  presented: Pick<PluginResource, 'columns' | 'links' | 'health'> = {},
): PluginResource => ({ group, resource: name, kind, namespaced: true, health, ...presented })

export const rookCeph: PluginManifest = {
  id: 'rook-ceph',
  name: 'Rook Ceph',
  description: 'Ceph clusters, and the pools, file systems and object stores in them.',
  docs: 'https://rook.io/docs/rook/latest/CRDs/specification/',
  icon: 'M7 4h10v8H7ZM3 15h8v5H3ZM13 15h8v5h-8ZM10 8h4M6 17.500h2M16 17.500h2',
  resources: [
    resource('cephclusters', 'CephCluster', {
      columns: [
        text('Version', '.status.version.version'),
        text('Image', '.spec.cephVersion.image'),
        text('State', '.status.state'),
      ],
      health: clusterHealth,
    }),
    resource('cephblockpools', 'CephBlockPool', {
      columns: [integer('Replicas', '.spec.replicated.size')],
    }),
    resource('cephblockpoolradosnamespaces', 'CephBlockPoolRadosNamespace', {
      columns: [text('Cluster ID', '.status.info.clusterID')],
      links: [link('.spec.blockPoolName', group, 'cephblockpools')],
    }),
    resource('cephfilesystems', 'CephFilesystem', {
      columns: [integer('Replicas', '.spec.metadataPool.replicated.size')],
    }),
    resource('cephfilesystemsubvolumegroups', 'CephFilesystemSubVolumeGroup', {
      columns: [text('Data pool', '.spec.dataPoolName')],
      links: [link('.spec.filesystemName', group, 'cephfilesystems')],
    }),
    resource('cephfilesystemmirrors', 'CephFilesystemMirror', {
      columns: [text('Priority class', '.spec.priorityClassName')],
    }),
    resource('cephobjectstores', 'CephObjectStore', {
      columns: [
        integer('Instances', '.spec.gateway.instances'),
        integer('Port', '.spec.gateway.port'),
      ],
      links: [link('.spec.zone.name', group, 'cephobjectzones')],
    }),
    resource('cephobjectstoreusers', 'CephObjectStoreUser', {
      columns: [text('Store', '.spec.store'), text('Display name', '.spec.displayName')],
      links: [
        link('.spec.store', group, 'cephobjectstores'),
        link('.status.info.secretName', 'core', 'secrets'),
      ],
    }),
    resource('cephobjectstoreaccounts', 'CephObjectStoreAccount', {
      columns: [text('Store', '.spec.store'), text('Account', '.status.accountID')],
      links: [link('.spec.store', group, 'cephobjectstores')],
    }),
    resource('cephobjectrealms', 'CephObjectRealm', {
      columns: [text('Pulls from', '.spec.pull.endpoint')],
    }),
    resource('cephobjectzonegroups', 'CephObjectZoneGroup', {
      columns: [text('Realm', '.spec.realm')],
      links: [link('.spec.realm', group, 'cephobjectrealms')],
    }),
    resource('cephobjectzones', 'CephObjectZone', {
      columns: [text('Zone group', '.spec.zoneGroup')],
      links: [link('.spec.zoneGroup', group, 'cephobjectzonegroups')],
    }),
    resource('cephbuckettopics', 'CephBucketTopic', {
      columns: [text('Store', '.spec.objectStoreName'), text('ARN', '.status.ARN')],
      links: [
        {
          ...link('.spec.objectStoreName', group, 'cephobjectstores'),
          namespace: '.spec.objectStoreNamespace',
        },
      ],
    }),
    resource('cephbucketnotifications', 'CephBucketNotification', {
      columns: [text('Topic', '.spec.topic'), text('Events', '.spec.events')],
      links: [link('.spec.topic', group, 'cephbuckettopics')],
    }),
    resource('cephclients', 'CephClient', {
      columns: [text('Capabilities', '.spec.caps')],
      links: [link('.status.info.secretName', 'core', 'secrets')],
    }),
    resource('cephnfses', 'CephNFS', { columns: [integer('Active', '.spec.server.active')] }),
    resource('cephnvmeofgateways', 'CephNVMeOFGateway', {
      columns: [text('Pool', '.spec.pool'), integer('Instances', '.spec.instances')],
      links: [link('.spec.pool', group, 'cephblockpools')],
    }),
    resource('cephrbdmirrors', 'CephRBDMirror', { columns: [integer('Count', '.spec.count')] }),
    {
      group,
      resource: 'cephcosidrivers',
      kind: 'CephCOSIDriver',
      namespaced: true,
      columns: [text('Deployed', '.spec.deploymentStrategy'), text('Image', '.spec.image')],
    },
    {
      group: 'objectbucket.io',
      resource: 'objectbucketclaims',
      kind: 'ObjectBucketClaim',
      namespaced: true,
      columns: [
        text('Class', '.spec.storageClassName'),
        text('Bucket', '.spec.bucketName'),
        text('Phase', '.status.phase'),
      ],
      health: {
        fields: [
          {
            path: '.status.phase',
            current: ['Bound'],
            inProgress: ['Pending', 'Released'],
            failed: ['Failed'],
          },
        ],
      },
      links: [
        link('.spec.objectBucketName', 'objectbucket.io', 'objectbuckets'),
        link('.spec.storageClassName', 'storage.k8s.io', 'storageclasses'),
      ],
    },
  ],
}
