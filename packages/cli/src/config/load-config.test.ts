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

  describe('sections of built-in interfaces', () => {
    const load = (option: string, value: string): ReturnType<typeof loadConfig> =>
      loadConfig({ files: [], env: { [`IRONBRIDGE_IPMI__${option}`]: value } });

    it('are kept as they stand, for the interface to read', async () => {
      const { ofInterfaces } = await load('MIN_COMMAND_INTERVAL', '7');
      expect(ofInterfaces).toMatchObject([{ section: 'ipmi', name: 'min_command_interval', value: '7' }]);
    });

    it('are checked whether or not the interface is enabled', async () => {
      await expect(load('MIN_COMAND_INTERVAL', '7')).rejects.toThrow(
        "[ipmi] has no option 'min_comand_interval'; did you mean 'min_command_interval'?",
      );
      await expect(load('MIN_COMMAND_INTERVAL', 'soon')).rejects.toThrow(
        'environment variable IRONBRIDGE_IPMI__MIN_COMMAND_INTERVAL: [ipmi] min_command_interval must be a whole number',
      );
    });
  });
});
