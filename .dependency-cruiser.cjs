'use strict';

/**
 * The import directions of the design: floors from the bottom up. A package may import those of lower floors only, so
 * packages of one floor never know each other.
 */
const FLOORS = [
  ['common'],
  ['rfb', 'serial', 'bmc-http'],
  ['base', 'testkit', 'redfish', 'wsman'],
  ['socat'],
  ['idrac-vnc', 'redfish-vnc', 'ipmitool-socat', 'idrac-socat', 'fake-console', 'store'],
  ['api', 'proxy', 'conductor', 'web', 'simulator'],
  ['cli'],
];
const DRIVERS = ['idrac-vnc', 'redfish-vnc', 'ipmitool-socat', 'idrac-socat', 'fake-console'];

const any = (names) => `^packages/(${names.join('|')})/`;
const TESTS = '(\\.test\\.ts$|^packages/[^/]+/test/)';

// The top floor may import all.
const floorRules = FLOORS.slice(0, -1).flatMap((floor, level) =>
  floor.map((name) => {
    const sameOrHigher = FLOORS.slice(level)
      .flat()
      .filter((other) => other !== name)
      // The testkit speaks the contract, and every floor's tests may use the testkit.
      .filter((other) => !(name === 'testkit' && other === 'base'))
      .filter((other) => other !== 'testkit');
    return {
      name: `${name}-imports-only-downwards`,
      severity: 'error',
      from: { path: any([name]) },
      to: { path: any(sameOrHigher) },
    };
  }),
);

module.exports = {
  forbidden: [
    ...floorRules,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'drivers-know-neither-store-nor-host',
      severity: 'error',
      from: { path: any(DRIVERS) },
      to: { path: any(['store', 'conductor', 'api', 'proxy', 'web', 'simulator', 'cli']) },
    },
    {
      name: 'testkit-is-dev-only',
      severity: 'error',
      from: { path: '^packages/', pathNot: [TESTS, '^packages/testkit/'] },
      to: { path: '^packages/testkit/' },
    },
    {
      name: 'only-the-front-door',
      comment: "Another package's inside is private: only its index.ts is a door.",
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: {
        path: '^packages/[^/]+/',
        pathNot: [
          '^packages/$1/',
          '^packages/[^/]+/(src|dist)/index\\.(d\\.)?ts$',
          '^packages/[^/]+/dist/index\\.js$',
        ],
      },
    },
    {
      name: 'only-the-front-door-from-outside',
      severity: 'error',
      from: { path: '^(test|bench|examples)/' },
      to: {
        path: '^packages/[^/]+/',
        pathNot: ['^packages/[^/]+/(src|dist)/index\\.(d\\.)?ts$', '^packages/[^/]+/dist/index\\.js$'],
      },
    },
    {
      name: 'sans-io',
      comment: 'rfb, serial and common compute; they open nothing.',
      severity: 'error',
      from: { path: any(['rfb', 'serial', 'common']), pathNot: TESTS },
      to: {
        path: '^(node:)?(net|tls|http|https|http2|fs|fs/promises|child_process|dgram|dns|worker_threads)$|(^|/)node_modules/(axios|ws)/',
      },
    },
    {
      name: 'no-container-in-services',
      comment: 'api, proxy and store take plain arguments.',
      severity: 'error',
      from: { path: any(['api', 'proxy', 'store']), pathNot: TESTS },
      to: { path: '(^|/)node_modules/inversify/' },
    },
    {
      name: 'declared-dependencies-only',
      severity: 'error',
      from: { path: '^(packages|examples)/[^/]+/src', pathNot: [TESTS, '^packages/web/src/browser/'] },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/(?!index\\.)|\\.tsbuildinfo$' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    preserveSymlinks: false,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'require', 'node', 'default'],
      extensions: ['.ts', '.d.ts', '.mjs', '.cjs', '.js', '.json'],
    },
  },
};
