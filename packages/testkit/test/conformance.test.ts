import type { ConsoleInterfaceManifest } from '@ironbridge/base';
import {
  CONFORMANCE_CASES,
  conformanceCasesOf,
  describeConsoleInterfaceConformance,
  runConformanceCase,
  type ConformanceHarness,
} from '@ironbridge/testkit';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FAULTS } from './support/faults.js';
import { ReferenceRack } from './support/reference-bmc.js';
import { ReferenceDriver, referenceManifest } from './support/reference-driver.js';
import { UnsupportedDriver, unsupportedManifest } from './support/unsupported-driver.js';
import { UNSUPPORTED_FAULTS } from './support/unsupported-faults.js';

function harnessOf(manifest: ConsoleInterfaceManifest): ConformanceHarness {
  const rack = new ReferenceRack();
  return {
    manifest,
    createBmc: () => Promise.resolve(rack.createBmc()),
    offers: { httpClientFactory: rack.httpClientFactory },
    abortTimeoutMs: 200,
  };
}

async function brokenPromises(manifest: ConsoleInterfaceManifest): Promise<readonly string[]> {
  const harness = harnessOf(manifest);
  const broken: string[] = [];
  for (const conformanceCase of conformanceCasesOf(harness)) {
    await runConformanceCase(conformanceCase, harness).catch(() => broken.push(conformanceCase.name));
  }
  return broken;
}

// Each of its tests runs all cases, some of which wait.
jest.setTimeout(60_000);

describeConsoleInterfaceConformance('reference', harnessOf(referenceManifest(ReferenceDriver)));
describeConsoleInterfaceConformance('unsupported', harnessOf(unsupportedManifest(UnsupportedDriver)));

describe('The conformance suite', () => {
  it.each(FAULTS)(
    'sees a console driver that breaks $breaks, and nothing else',
    async ({ breaks, manifest }) => {
      expect(await brokenPromises(manifest)).toEqual([breaks]);
    },
  );

  it.each(UNSUPPORTED_FAULTS)(
    'sees a driver without consoles that breaks $breaks, and nothing else',
    async ({ breaks, manifest }) => {
      expect(await brokenPromises(manifest)).toEqual([breaks]);
    },
  );

  it('has a faulty driver for each of its cases', () => {
    const seen = new Set([...FAULTS, ...UNSUPPORTED_FAULTS].map(({ breaks }) => breaks));
    expect([...seen].sort()).toEqual(CONFORMANCE_CASES.map(({ name }) => name).sort());
  });

  it('has a file for each of its cases, named like it', () => {
    const files = readdirSync(join(__dirname, '../src/conformance/cases'));
    expect(files.sort()).toEqual(CONFORMANCE_CASES.map(({ name }) => `${name}.ts`).sort());
  });

  it('leaves out the cases whose facility the harness lacks', () => {
    const harness = harnessOf(referenceManifest(ReferenceDriver));
    const lacking = conformanceCasesOf({ ...harness, lacks: ['wrong-credentials', 'hang', 'disturb'] });
    expect(lacking.some(({ needs }) => needs !== undefined)).toBe(false);
  });
});
