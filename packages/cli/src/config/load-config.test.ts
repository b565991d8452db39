import { loadConfig } from './load-config.js';

describe('loadConfig', () => {
  it('refuses an environment variable that is no option, rather than pass over it', async () => {
    await expect(loadConfig({ files: [], env: { IRONBRIDGE_VNC_PORT: '7000' } })).rejects.toThrow(
      'environment variable IRONBRIDGE_VNC_PORT: options are named IRONBRIDGE_SECTION__OPTION',
    );
  });

  describe('durations', () => {
    const load = (seconds: number): ReturnType<typeof loadConfig> =>
      loadConfig({ files: [], env: { IRONBRIDGE_CONDUCTOR__CONSOLE_CHECK_INTERVAL: String(seconds) } });

    it('are milliseconds inside', async () => {
      expect((await load(20)).conductor.console_check_interval).toBe(20_000);
    });

    it('are no longer than a timer of Node can wait: a longer one would end at once', async () => {
      const longest = 24 * 86_400;
      expect((await load(longest)).conductor.console_check_interval).toBeLessThan(2 ** 31);
      await expect(load(longest + 1)).rejects.toThrow('console_check_interval must be from 1 to');
    });
  });
});
