import type { UpFrame } from '@argus/contracts/agent-frame'

/** A frame with its times as the watcher's clock tells them: a clock that is wrong in the cluster makes nothing old there. */
export function inTimeOf(frame: UpFrame, aheadMs: number): UpFrame {
  switch (frame.type) {
    case 'changes': {
      const changes = frame.changes.map((change) =>
        change.type === 'withheld' || change.time === undefined
          ? change
          : { ...change, time: change.time + aheadMs },
      )
      return { ...frame, changes }
    }
    case 'status':
      return { ...frame, status: { ...frame.status, since: frame.status.since + aheadMs } }
    case 'index':
    case 'compared':
    case 'synced':
    case 'definitions':
    case 'server':
    case 'silent':
    case 'answer':
    case 'rotate':
      return frame
  }
}
