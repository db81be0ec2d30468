export { default } from '@argus/testkit/postgres/jest-preset'
