import type { TopicStatus } from '@argus/contracts/topic-status'

/** What decides the status that readers are shown. */
export interface StatusInput {
  /** What readers are shown now; `undefined` for a Topic that was never written. */
  readonly shown: TopicStatus | undefined
  /** What the informer, or discovery, says. */
  readonly heard: TopicStatus
  /** Whether readers have rows: only a Topic without any is hidden while it is listed. */
  readonly rows: boolean
  /** Whether the Topic was taken over so lately that its last state still holds. */
  readonly handedOver: boolean
  /** How many objects are held back because they cannot be projected. */
  readonly withheld: number
}

/** The status to write now; `undefined` when what is shown still holds. */
export function statusToShow(input: StatusInput): TopicStatus | undefined {
  const { shown, handedOver } = input
  if (input.heard.state === 'syncing' && handedOver && shown?.state === 'live') return undefined
  const next = translated(input)
  if (shown === undefined || shown.state !== next.state) return next
  // The same state goes on, whoever reports it: an outage began when it began.
  return shown.reason === next.reason ? undefined : { ...next, since: shown.since }
}

function translated({ heard, rows, withheld, shown }: StatusInput): TopicStatus {
  if (heard.state === 'live') return { ...heard, ...reason(withheldReason(withheld)) }
  if (heard.state !== 'syncing' || !rows) return heard
  // A copy that is being listed again is old, not hidden; what was wrong before is wrong until the list is complete.
  if (shown !== undefined && shown.state !== 'live' && shown.state !== 'syncing') return shown
  return { ...heard, state: 'stale', ...reason(heard.reason ?? LISTED_AGAIN) }
}

const LISTED_AGAIN = 'the resource is being listed again'

/** How many, and no names: this reaches readers of one namespace too. The log has the names. */
function withheldReason(count: number): string | undefined {
  if (count === 0) return undefined
  const objects = count === 1 ? '1 object is' : `${count} objects are`
  return `${objects} withheld: what may be shown could not be worked out; see the watcher's log`
}

function reason(text: string | undefined): { readonly reason?: string } {
  return text === undefined ? {} : { reason: text }
}
