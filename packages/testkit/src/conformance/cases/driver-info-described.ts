import { driverInfoProperties } from '@ironbridge/base';
import { isSecretName } from '@ironbridge/common';
import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';

export const driverInfoDescribed: ConformanceCase = {
  name: 'driver-info-described',
  promise: 'every driver_info key is in snake_case, described, and marked secret where its name says so',
  appliesTo: 'any',
  run({ harness }) {
    for (const [key, { description, secret }] of driverInfoProperties(harness.manifest.driverInfo)) {
      assert.match(key, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
      assert.notEqual(description, '', `driver_info/${key} has no description`);
      assert(secret || !isSecretName(key), `driver_info/${key} is not marked secret`);
    }
    return Promise.resolve();
  },
};
