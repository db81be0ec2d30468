/** One simulated cluster: who lives there, and how fast its life goes. */
export interface Profile {
  /** A DNS label: the cluster's id. */
  readonly name: string
  readonly region: string
  readonly environment: 'production' | 'staging'
  readonly seed: number
  /** Time between the beginnings of two stories, in milliseconds, on average. */
  readonly paceMs: number
  /** When Calico is installed after the start, in milliseconds; 0: it is there from the beginning. */
  readonly calicoAfterMs: number
  readonly version: string
}

/** Three clusters; staging gets Calico while somebody already looks on. */
export const PROFILES: readonly Profile[] = [
  {
    name: 'prod-eu-west',
    region: 'eu-west-1',
    environment: 'production',
    seed: 1_011,
    paceMs: 2_600,
    calicoAfterMs: 0,
    version: 'v1.36.3',
  },
  {
    name: 'prod-us-east',
    region: 'us-east-1',
    environment: 'production',
    seed: 2_027,
    paceMs: 3_000,
    calicoAfterMs: 0,
    version: 'v1.35.6',
  },
  {
    name: 'staging',
    region: 'eu-west-1',
    environment: 'staging',
    seed: 3_049,
    paceMs: 2_200,
    calicoAfterMs: 40_000,
    version: 'v1.36.3',
  },
]

/** The applications of every cluster, by namespace; the first of each has a certificate and is reached from outside. */
export const NAMESPACES: Readonly<Record<string, readonly string[]>> = {
  catalog: ['catalog-api', 'catalog-indexer', 'image-resizer'],
  checkout: ['checkout-web', 'checkout-api', 'cart'],
  identity: ['login', 'session-store'],
  ingress: ['edge-gateway', 'rate-limiter'],
  monitoring: ['grafana', 'node-exporter', 'kube-state-metrics'],
  payments: ['payments-api', 'ledger', 'fraud-scoring'],
  platform: ['build-cache', 'registry', 'feature-flags'],
  search: ['search-api', 'search-ranker'],
}
