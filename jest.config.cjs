'use strict';

/** One project for each kind of test: what it may touch decides how it runs, not where it lies. */
const common = {
  rootDir: __dirname,
  transform: {
    '^.+\\.[cm]?ts$': [
      '@swc/jest',
      {
        sourceMaps: 'inline',
        module: { type: 'commonjs' },
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: false },
          keepClassNames: true,
        },
      },
    ],
  },
  moduleNameMapper: {
    '^@ironbridge/([a-z-]+)$': '<rootDir>/packages/$1/src/index.ts',
    '^@acme/my-kvm$': '<rootDir>/examples/acme-kvm/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/(packages|examples)/[^/]+/dist', '<rootDir>/\\.ironbridge'],
  setupFiles: ['reflect-metadata'],
};

module.exports = {
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/packages/*/src/**/*.test.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/support/no-network.cjs'],
    },
    {
      // Conformance suites and whatever needs a socket on loopback.
      ...common,
      displayName: 'component',
      testMatch: ['<rootDir>/{packages,examples}/*/test/**/*.test.ts'],
    },
    // The rules of this repository themselves: imports, docs.
    { ...common, displayName: 'house', testMatch: ['<rootDir>/test/house/**/*.test.ts'] },
    { ...common, displayName: 'integration', testMatch: ['<rootDir>/test/integration/**/*.test.ts'] },
    { ...common, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.test.ts'] },
  ],
};
