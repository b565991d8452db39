import type { InterfaceSource } from '@ironbridge/conductor';

/** The console interfaces that ship with Ironbridge. Each is imported only where it is registered. */
export const BUILT_IN_INTERFACES: readonly InterfaceSource[] = [
  () => import('@ironbridge/idrac-vnc'),
  async () => ({ default: (await import('@ironbridge/fake-console')).fake }),
  async () => ({ default: (await import('@ironbridge/fake-console')).noConsole }),
];
