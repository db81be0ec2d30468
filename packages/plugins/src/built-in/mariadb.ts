import type { PluginManifest, PluginResource } from '@argus/contracts/plugin-manifest'

import { date, integer, text } from './columns.ts'
import { link, linkIn, linkWhen } from './links.ts'

const group = 'k8s.mariadb.com'

/** What a thing belongs to; a reference says which of the two kinds it names, MariaDB where it says nothing. */
const ofServer = [
  linkIn('.spec.mariaDbRef.namespace', link('.spec.mariaDbRef.name', group, 'mariadbs')),
  linkWhen(
    'ExternalMariaDB',
    '.spec.mariaDbRef.kind',
    link('.spec.mariaDbRef.name', group, 'externalmariadbs'),
  ),
]

type Presented = Pick<PluginResource, 'columns' | 'links' | 'health'>

const resource = (name: string, kind: string, presented: Presented): PluginResource => ({
  group,
  resource: name,
  kind,
  namespaced: true,
  ...presented,
})

/** Not complete yet is no failure: a schedule waits for its time. */
const suspended = { fields: [{ path: '.spec.schedule.suspend', inProgress: ['true'] }] }

export const mariadb: PluginManifest = {
  id: 'mariadb',
  name: 'MariaDB',
  description: 'MariaDB servers and MaxScales, what is in them, and their backups.',
  docs: 'https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/api_reference.md',
  icon: 'M12 3c4.400 0 7 1.300 7 3v12c0 1.700-2.600 3-7 3s-7-1.300-7-3V6c0-1.700 2.600-3 7-3ZM5 6c0 1.700 2.600 3 7 3s7-1.300 7-3M5 12c0 1.700 2.600 3 7 3s7-1.300 7-3',
  resources: [
    resource('mariadbs', 'MariaDB', {
      columns: [text('Image', '.spec.image'), integer('Replicas', '.spec.replicas')],
      health: { fields: [{ path: '.spec.suspend', inProgress: ['true'] }] },
      links: [
        link('.status.currentPrimary', 'core', 'pods'),
        link('.spec.maxScaleRef.name', group, 'maxscales'),
        link('.spec.rootPasswordSecretKeyRef.name', 'core', 'secrets'),
      ],
    }),
    resource('externalmariadbs', 'ExternalMariaDB', {
      columns: [text('Host', '.spec.host'), text('Version', '.status.version')],
      links: [link('.spec.passwordSecretKeyRef.name', 'core', 'secrets')],
    }),
    resource('maxscales', 'MaxScale', {
      columns: [text('Image', '.spec.image'), integer('Replicas', '.spec.replicas')],
      links: ofServer,
    }),
    resource('databases', 'Database', {
      columns: [text('Cleanup', '.spec.cleanupPolicy')],
      links: ofServer,
    }),
    resource('users', 'User', {
      columns: [text('Host', '.spec.host')],
      links: [...ofServer, link('.spec.passwordSecretKeyRef.name', 'core', 'secrets')],
    }),
    resource('grants', 'Grant', {
      columns: [text('Privileges', '.spec.privileges')],
      links: ofServer,
    }),
    resource('connections', 'Connection', {
      columns: [text('Database', '.spec.database'), text('Username', '.spec.username')],
      links: [
        ...ofServer,
        link('.spec.maxScaleRef.name', group, 'maxscales'),
        link('.spec.secretName', 'core', 'secrets'),
      ],
    }),
    resource('backups', 'Backup', {
      columns: [text('Schedule', '.spec.schedule.cron')],
      health: suspended,
      links: ofServer,
    }),
    resource('physicalbackups', 'PhysicalBackup', {
      columns: [text('Schedule', '.spec.schedule.cron'), date('Next', '.status.nextScheduleTime')],
      health: suspended,
      links: ofServer,
    }),
    resource('restores', 'Restore', {
      columns: [text('Backup', '.spec.backupRef.name'), text('Database', '.spec.database')],
      links: [...ofServer, link('.spec.backupRef.name', group, 'backups')],
    }),
    resource('sqljobs', 'SqlJob', {
      columns: [text('Database', '.spec.database'), text('Schedule', '.spec.schedule.cron')],
      health: suspended,
      links: [...ofServer, link('.spec.dependsOn[*].name', group, 'sqljobs')],
    }),
    resource('pointintimerecoveries', 'PointInTimeRecovery', {
      columns: [text('Bucket', '.spec.storage.s3.bucket')],
      links: [link('.spec.physicalBackupRef.name', group, 'physicalbackups')],
    }),
  ],
}
