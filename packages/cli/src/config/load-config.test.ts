import { loadConfig } from './load-config.js';

describe('loadConfig', () => {
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
