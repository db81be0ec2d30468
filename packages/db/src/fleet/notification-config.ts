import type { Generated } from 'kysely'

export interface NotificationConfigTable {
  id: Generated<string>
  name: string
  channel: string
  enabled: Generated<boolean>
  config_sealed: Buffer | null
  created_at: Generated<Date>
}
