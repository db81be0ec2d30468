import preset from '@argus/testkit/jest-preset'

/** The suites of faults wait far more than they compute: more of them at once than there are processors. */
export default { ...preset, maxWorkers: 4 }
