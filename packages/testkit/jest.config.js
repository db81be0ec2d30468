export { default } from './src/jest-preset.js'
