import { defineConsoleInterface } from '@ironbridge/base';
import { ContainerModule } from 'inversify';
import { z } from 'zod';
import { loadManifest } from './load-manifest.js';

const manifest = defineConsoleInterface({
  name: 'my-kvm',
  hardwareTypes: ['ipmi'],
  consoleTypes: ['vnc'],
  driverInfo: z.object({}),
  module: new ContainerModule(() => undefined),
});

describe('loadManifest', () => {
  it.each([
    ['a manifest', manifest],
    ['the exports of a CommonJS package, as an ECMAScript module imports them', { default: manifest }],
    ['an import of an ECMAScript module', () => Promise.resolve({ default: manifest })],
    ['an import of a CommonJS package', () => Promise.resolve({ default: { default: manifest } })],
  ])('takes %s', async (_, source) => {
    expect(await loadManifest(source)).toBe(manifest);
  });
});
