import type { ClusterDiagnosis } from '@argus/contracts/cluster-diagnosis'
import type { ReactElement } from 'react'

import { plainText } from '../../live/words.ts'
import { Icon, type IconName } from '../../ui/icon.tsx'
import classes from '../cluster.module.css'
import { checkSteps, type CheckStep } from './check-steps.ts'
import { isTooMuch } from './finding-words.ts'

/** What came of a check: the steps, then what does not work or is worth knowing. */
export function Diagnosis({ diagnosis, byAgent = false }: DiagnosisProps): ReactElement {
  return (
    <div role="status">
      <ol className={classes['steps']} aria-label="Steps of the check">
        {checkSteps(diagnosis, byAgent).map(({ name, came }) => (
          <li key={name} className={classes['step']} data-came={came}>
            <Icon name={ICONS[came]} label={WORDS[came]} />
            {name}
          </li>
        ))}
      </ol>
      {diagnosis.type === 'ok' ? (
        <>
          <p className={classes['good']}>
            The connection works: Kubernetes {plainText(diagnosis.version)}.
            {diagnosis.findings.length === 0 &&
              ' The account may read, and nothing else was found.'}
          </p>
          {diagnosis.findings.map((finding) => (
            <Told key={finding.type} {...finding} tone={isTooMuch(finding) ? 'loud' : 'quiet'} />
          ))}
        </>
      ) : (
        <Told {...diagnosis} tone="loud" />
      )}
    </div>
  )
}

interface DiagnosisProps {
  readonly diagnosis: ClusterDiagnosis
  /** Whether an agent leads to the cluster. */
  readonly byAgent?: boolean
}

function Told({ happened, why, advice, tone }: ToldProps): ReactElement {
  return (
    <div className={classes['told']} data-tone={tone}>
      <strong>{plainText(happened)}</strong>
      <p dir="auto">
        {plainText(why)} {plainText(advice)}
      </p>
    </div>
  )
}

interface ToldProps {
  readonly happened: string
  readonly why: string
  readonly advice: string
  readonly tone: 'loud' | 'quiet'
}

const ICONS: Readonly<Record<CheckStep['came'], IconName>> = {
  passed: 'check',
  failed: 'failed',
  not_reached: 'absent',
}
const WORDS: Readonly<Record<CheckStep['came'], string>> = {
  passed: 'Passed:',
  failed: 'Failed:',
  not_reached: 'Not reached:',
}
