import { defineConfig } from 'oxlint'

import { importRules, pureFiles } from './scripts/arrows.ts'

/** Which imports are allowed where is computed in `scripts/arrows.ts`; this file is the taste a tool can check. */
export default defineConfig({
  plugins: ['typescript', 'import', 'node', 'promise', 'unicorn', 'oxc', 'react', 'jsx-a11y'],
  categories: { correctness: 'error' },
  options: { typeAware: true },
  ignorePatterns: ['**/dist/**', '**/.toolchain/**', '**/.argus/**', '**/.stryker-tmp/**'],
  rules: {
    eqeqeq: 'error',
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-default-export': 'error',
    'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    'max-params': ['error', { max: 3 }],
    'no-console': 'error',
    'no-empty': 'error',
    'node/no-process-env': 'error',
    'oxc/no-barrel-file': ['error', { threshold: 0 }],
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/return-await': ['error', 'in-try-catch'],
    'typescript/switch-exhaustiveness-check': 'error',
  },
  overrides: [
    ...importRules(),
    ...pureFiles(),
    {
      files: [
        '**/src/main.ts',
        '**/src/*-main.ts',
        'packages/constellation/src/up.ts',
        'apps/cli/build/**',
        'scripts/**',
        'bench/**',
        'e2e/**',
      ],
      rules: { 'node/no-process-env': 'off', 'no-console': 'off' },
    },
    {
      // A virtual grid is no table: its rows are placed, and most of them are not there.
      files: ['apps/web/src/**'],
      rules: { 'jsx-a11y/prefer-tag-over-role': 'off' },
    },
    {
      files: ['**/test/**', '**/*jest.config.js', 'e2e/**', 'bench/**', 'scripts/**'],
      rules: { 'no-restricted-imports': 'off', 'node/no-process-env': 'off' },
    },
    {
      files: [
        '**/*.config.{js,ts}',
        'scripts/rolldown.service.js',
        '**/jest-preset.js',
        'packages/testkit/src/*reporter.js',
        'apps/web/src/pages/**',
        'packages/testkit/src/*setup.ts',
        'packages/testkit/src/*teardown.ts',
      ],
      rules: { 'import/no-default-export': 'off', 'oxc/no-barrel-file': 'off' },
    },
  ],
})
