import { AllowedNetworks } from './allowed-networks.js';
import { ConsoleHostUnknownError, ConsoleNetworkForbiddenError, InvalidNetworkError } from './errors.js';

describe('AllowedNetworks', () => {
  const byDefault = new AllowedNetworks({ allowsLoopback: false });

  describe('allows', () => {
    it.each(['10.1.2.3', '172.16.0.1', '100.64.0.1', '8.8.8.8', '2001:4860::1', 'fd00::1'])(
      'allows the unicast address %s by default',
      (address) => {
        expect(byDefault.allows(address)).toBe(true);
      },
    );

    it.each([
      '169.254.169.254',
      '127.0.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '255.255.255.255',
      '::1',
      '::',
      'fe80::1',
      'ff02::1',
      '::ffff:127.0.0.1',
      '::ffff:169.254.169.254',
    ])('refuses %s by default (CVE-2022-35508)', (address) => {
      expect(byDefault.allows(address)).toBe(false);
    });

    it('allows loopback when it is told to', () => {
      const networks = new AllowedNetworks({ allowsLoopback: true });
      expect(networks.allows('127.0.0.1')).toBe(true);
      expect(networks.allows('::1')).toBe(true);
      expect(networks.allows('169.254.169.254')).toBe(false);
    });

    it('allows only the named networks when there are any', () => {
      const networks = new AllowedNetworks({
        networks: ['10.20.0.0/16', '2001:db8::/32'],
        allowsLoopback: true,
      });
      expect(networks.allows('10.20.30.40')).toBe(true);
      expect(networks.allows('::ffff:10.20.30.40')).toBe(true);
      expect(networks.allows('2001:db8::5')).toBe(true);
      expect(networks.allows('10.21.0.1')).toBe(false);
      expect(networks.allows('127.0.0.1')).toBe(false);
    });
  });

  describe('constructor', () => {
    it('names the network that is not in CIDR form', () => {
      expect(() => new AllowedNetworks({ networks: ['10.0.0.0'], allowsLoopback: false })).toThrow(
        InvalidNetworkError,
      );
    });
  });

  describe('resolve', () => {
    it('returns the address that was checked', async () => {
      await expect(new AllowedNetworks({ allowsLoopback: true }).resolve('127.0.0.1')).resolves.toBe(
        '127.0.0.1',
      );
    });

    it('names the option when the address is not allowed', async () => {
      await expect(byDefault.resolve('169.254.169.254')).rejects.toThrow(ConsoleNetworkForbiddenError);
      await expect(byDefault.resolve('169.254.169.254')).rejects.toThrow(/allowed_console_networks/);
    });

    it('tells a name that does not resolve', async () => {
      await expect(byDefault.resolve('no-such-host.invalid')).rejects.toThrow(ConsoleHostUnknownError);
    });
  });
});
