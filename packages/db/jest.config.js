import preset from '@argus/testkit/jest-preset'

/** @type {import('jest').Config} */
export default {
  ...preset,
  globalSetup: '@argus/testkit/postgres-setup',
  globalTeardown: '@argus/testkit/postgres-teardown',
}
