import type { Item, ViewHeader } from '@argus/contracts/gateway-frame'
import type { Topic } from '@argus/contracts/topic'

function topicOf(cluster: string): Topic {
  return { cluster, group: 'monitoring.coreos.com', version: 'v1', resource: 'servicemonitors' }
}

export function header(view: number, cluster: string): ViewHeader {
  return {
    view,
    topic: topicOf(cluster),
    shape: { kind: 'ServiceMonitor', namespaced: true, columns: [], hash: 'h' },
    status: { state: 'live', since: 1 },
  }
}

export function item(key: string, reason = '', uid = key): Item {
  return {
    key,
    uid,
    created: 1,
    changed: 2,
    health: 'Current',
    healthSince: null,
    reason,
    owners: [],
    cells: [],
  }
}

/** A Position as the gateway writes one. */
export function at(seq: number, epoch = 'e'): string {
  return `${epoch}.${seq}.0123abcd`
}
