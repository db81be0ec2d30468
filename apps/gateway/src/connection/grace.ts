/**
 * Over how many milliseconds so many connections are ended when this process stops. Each of the others lets 1,500 a second
 * in; they are given no more than a third of that, so that one other is enough. It is over within the 30 seconds
 * that Kubernetes waits for a pod unless it is told otherwise.
 */
export function graceFor(connections: number): number {
  return Math.min(Math.max((connections / ENDED_PER_SECOND) * 1_000, LEAST_MS), MOST_MS)
}

const ENDED_PER_SECOND = 500
const LEAST_MS = 2_000
const MOST_MS = 20_000
