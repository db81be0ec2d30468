import { expiry, issuerFails, renewal } from './certificate-stories.ts'
import { LATER_GROUP } from './crds.ts'
import {
  alertmanagerRollOut,
  monitorReplaced,
  rollOut,
  ruleEdited,
  targetsFail,
  trialRule,
} from './monitoring-stories.ts'
import { doorOpened, nodeDrained, orderChanged, poolDisabled } from './network-stories.ts'
import { installCalico } from './opening.ts'
import type { Scene, Story } from './story.ts'

/** Begins story after story, for ever, at the pace of the cluster; and lets Calico come when its time is there. */
export function* director(scene: Scene): Story {
  const { profile, random } = scene
  if (profile.calicoAfterMs > 0) yield { type: 'begin', story: calicoComes }
  for (;;) {
    const told = scene.serves(LATER_GROUP) ? [...ANYWHERE, ...WITH_CALICO] : ANYWHERE
    const story = random.pick(told)
    if (story) yield { type: 'begin', story }
    yield { type: 'wait', ms: random.integer(0, 2 * profile.paceMs) }
  }
}

function* calicoComes({ profile }: Scene): Story {
  yield { type: 'wait', ms: profile.calicoAfterMs }
  yield* installCalico()
}

type Tale = (scene: Scene) => Story

/** The more often a story stands here, the more often it is told. */
const ANYWHERE: readonly Tale[] = [
  rollOut,
  rollOut,
  rollOut,
  targetsFail,
  targetsFail,
  targetsFail,
  ruleEdited,
  ruleEdited,
  trialRule,
  alertmanagerRollOut,
  monitorReplaced,
  renewal,
  renewal,
  expiry,
  issuerFails,
]
const WITH_CALICO: readonly Tale[] = [
  doorOpened,
  doorOpened,
  doorOpened,
  orderChanged,
  nodeDrained,
  poolDisabled,
]
