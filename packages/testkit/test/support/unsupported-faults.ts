import { ConsoleUnsupportedError, type ConsoleConnection } from '@ironbridge/base';
import type { Fault } from './faults.js';
import { UnsupportedDriver, unsupportedManifest } from './unsupported-driver.js';

const CONNECTION: ConsoleConnection = {
  type: 'serial',
  transport: { kind: 'tcp', host: '127.0.0.1', port: 7000 },
};

class Starts extends UnsupportedDriver {
  public override startConsole(): Promise<ConsoleConnection> {
    return Promise.resolve(CONNECTION);
  }
}

class Validates extends UnsupportedDriver {
  public override validate(): void {
    return undefined;
  }
}

class RefusesToStop extends UnsupportedDriver {
  public override stopConsole(): Promise<void> {
    return Promise.reject(new ConsoleUnsupportedError('fake-hardware'));
  }
}

class MakesConnectionsUp extends UnsupportedDriver {
  public override getConsole(): ConsoleConnection | null {
    return CONNECTION;
  }
}

class AsksOnGet extends UnsupportedDriver {
  public override getConsole(): ConsoleConnection | null {
    this.factory({ baseURL: 'http://bmc-1.test' })
      .get('/settings')
      .catch(() => undefined);
    return null;
  }
}

/** One driver for each promise of an interface without consoles, correct but for that promise. */
export const UNSUPPORTED_FAULTS: readonly Fault[] = [
  { breaks: 'unsupported-start', manifest: unsupportedManifest(Starts) },
  { breaks: 'unsupported-validate', manifest: unsupportedManifest(Validates) },
  { breaks: 'unsupported-stop', manifest: unsupportedManifest(RefusesToStop) },
  { breaks: 'unsupported-get-console', manifest: unsupportedManifest(MakesConnectionsUp) },
  { breaks: 'get-console-pure', manifest: unsupportedManifest(AsksOnGet) },
  { breaks: 'manifest-frozen', manifest: { ...unsupportedManifest(UnsupportedDriver) } },
];
