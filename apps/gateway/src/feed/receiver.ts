import type { Position } from '@argus/contracts/position'
import type { TopicShape } from '@argus/contracts/record'
import type { TopicStatus } from '@argus/contracts/topic-status'

import type { Sink } from './sink.ts'

/** What is told of a Topic beside its objects. */
export interface Told {
  readonly status: TopicStatus
  readonly shape: TopicShape
}

/** Where a step begins and ends; `time` where it has events. */
export interface StepMark {
  readonly prev: Position
  readonly at: Position
  readonly time: number | undefined
}

/** Who holds a View, as the View sees it. */
export interface Receiver {
  /** Where its frames go. */
  readonly sink: Sink
  receive(bytes: Buffer, mark: StepMark): void
  /** The step from `at` will not be brought: the receiver comes for it by itself. */
  dismiss(at: Position): void
  /** Status or columns changed. */
  tell(): void
}
