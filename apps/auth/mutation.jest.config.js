import preset from '@argus/testkit/postgres/jest-preset'

/** The tests of the session rotation alone: for `make mutation`. */
export default {
  ...preset,
  testMatch: [
    '<rootDir>/test/session/{rotation,rotation-model,liveness}.test.ts',
    '<rootDir>/test/http/refresh.test.ts',
  ],
}
