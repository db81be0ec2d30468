/** What `/metrics` says at one moment. */
export interface Scrape {
  /** Every metric that is described there. */
  readonly names: readonly string[]
  /** The sum of a metric over all its labels, or over those that hold this text; 0 where there is none. */
  value(name: string, label?: string): number
}

/** Reads `/metrics` of a service as Prometheus does: over HTTP. */
export async function scrape(url: string): Promise<Scrape> {
  const lines = (await (await fetch(`${url}/metrics`)).text()).split('\n')
  return {
    names: lines.flatMap((line) => /^# TYPE (\S+)/.exec(line)?.[1] ?? []),
    value: (name, label = '') =>
      lines
        .filter((line) => line.startsWith(`${name}{`) && line.includes(label))
        .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0),
  }
}
