import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export type { Counter, Gauge, Histogram } from 'prom-client'

/** A service's metrics: made by name, read as Prometheus text. Labels are few and of few values. */
export interface Metrics {
  counter<L extends string>(name: string, help: string, labels?: readonly L[]): Counter<L>
  gauge<L extends string>(name: string, help: string, labels?: readonly L[]): Gauge<L>
  histogram<L extends string>(
    name: string,
    help: string,
    options: { readonly buckets: number[]; readonly labels?: readonly L[] },
  ): Histogram<L>
  text(): Promise<string>
  readonly contentType: string
}

/** Metrics of one service; those of the process (memory, event loop, descriptors) come with it. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LAG_EVERY_MS })
  const registers = [registry]
  return {
    counter: (name, help, labelNames = []) => new Counter({ name, help, labelNames, registers }),
    gauge: (name, help, labelNames = []) => new Gauge({ name, help, labelNames, registers }),
    histogram: (name, help, { buckets, labels = [] }) =>
      new Histogram({ name, help, buckets, labelNames: labels, registers }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

/**
 * How often the lag of the event loop is measured, which is among what is measured then. A process at rest does little
 * else: every 10 ms, as is usual, that alone is a fourth of a percent of a core, and half of it this way.
 */
const LAG_EVERY_MS = 20
