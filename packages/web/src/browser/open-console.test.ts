import { openConsole, type ConsoleApi } from './open-console.js';
import type { NodeSummary } from './node-summary.js';
import { failed, succeeded } from './problem.js';

const OFF: NodeSummary = {
  uuid: 'b99dfff0-a083-435c-81f0-ac8b5a162c15',
  name: 'bm0',
  driver: 'idrac',
  consoleInterface: 'idrac-vnc',
  isConsoleEnabled: false,
  lastError: null,
  warnings: [],
};
const ON: NodeSummary = { ...OFF, isConsoleEnabled: true };
const URL_OF_PAGE = 'http://127.0.0.1:6090/#token=abc';

function fakeApi(): jest.Mocked<ConsoleApi> {
  return {
    setConsole: jest
      .fn<ReturnType<ConsoleApi['setConsole']>, [string, boolean]>()
      .mockResolvedValue(succeeded(null)),
    node: jest.fn<ReturnType<ConsoleApi['node']>, [string]>().mockResolvedValue(succeeded(ON)),
    consoleLink: jest
      .fn<ReturnType<ConsoleApi['consoleLink']>, [string]>()
      .mockResolvedValue(succeeded({ type: 'vnc', url: URL_OF_PAGE })),
  };
}

const isWanted = (): boolean => true;

describe('openConsole', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('enables, waits, and gives the URL', async () => {
    const api = fakeApi();
    api.node.mockResolvedValueOnce(succeeded(OFF)).mockResolvedValueOnce(succeeded(OFF));
    const opened = openConsole(api, OFF.uuid, { isWanted });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(await opened).toEqual(succeeded(URL_OF_PAGE));
    expect(api.setConsole).toHaveBeenCalledWith(OFF.uuid, true);
    expect(api.node).toHaveBeenCalledTimes(3);
  });

  it('tells why the API refused', async () => {
    const api = fakeApi();
    api.setConsole.mockResolvedValue(failed('Node bm0 is locked.'));
    expect(await openConsole(api, OFF.uuid, { isWanted })).toEqual(failed('Node bm0 is locked.'));
    expect(api.node).not.toHaveBeenCalled();
  });

  it('tells the last error of a start that failed', async () => {
    const api = fakeApi();
    api.node.mockResolvedValue(succeeded({ ...OFF, lastError: 'The BMC refused the password' }));
    expect(await openConsole(api, OFF.uuid, { isWanted })).toEqual(failed('The BMC refused the password'));
  });

  it('gives up after its deadline', async () => {
    const api = fakeApi();
    api.node.mockResolvedValue(succeeded(OFF));
    const opened = openConsole(api, OFF.uuid, { isWanted });
    await jest.advanceTimersByTimeAsync(75_000);
    expect(await opened).toEqual(failed('The console did not start within 75 s.'));
  });

  it('survives an API that is away for a moment, and not one that lost the node', async () => {
    const api = fakeApi();
    api.node
      .mockResolvedValueOnce(failed('The API could not be reached.', { isTransient: true }))
      .mockResolvedValueOnce(failed('Node bm0 could not be found.'));
    const opened = openConsole(api, OFF.uuid, { isWanted });
    await jest.advanceTimersByTimeAsync(500);
    expect(await opened).toEqual(failed('Node bm0 could not be found.'));
  });

  it('stops waiting when nobody waits any more', async () => {
    const api = fakeApi();
    api.node.mockResolvedValue(succeeded(OFF));
    expect((await openConsole(api, OFF.uuid, { isWanted: () => false })).ok).toBe(false);
    expect(api.consoleLink).not.toHaveBeenCalled();
  });
});
