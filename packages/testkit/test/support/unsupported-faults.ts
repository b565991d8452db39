import type { ConsoleConnection, Task } from '@ironbridge/base';
import type { Fault } from './faults.js';
import { UnsupportedDriver, unsupportedManifest } from './unsupported-driver.js';

const CONNECTION: ConsoleConnection = { type: 'serial', host: '127.0.0.1', port: 7000 };

class Starts extends UnsupportedDriver {
  public override startConsole(_task: Task): Promise<ConsoleConnection> {
    return Promise.resolve(CONNECTION);
  }
}

class Validates extends UnsupportedDriver {
  public override validate(): void {
    return undefined;
  }
}

class RefusesToStop extends UnsupportedDriver {
  public override stopConsole({ node }: Task): Promise<void> {
    return this.startConsole({ node } as Task).then(() => undefined);
  }
}

class MakesConnectionsUp extends UnsupportedDriver {
  public override getConsole(_task: Task): ConsoleConnection | null {
    return CONNECTION;
  }
}

class AsksOnGet extends UnsupportedDriver {
  public override getConsole(_task: Task): ConsoleConnection | null {
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
