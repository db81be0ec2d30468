export { default } from '@argus/testkit/jest-preset'
