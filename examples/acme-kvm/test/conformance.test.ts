import myKvm from '@acme/my-kvm';
import { describeConsoleInterfaceConformance } from '@ironbridge/testkit';
import { SimulatedSwitch } from './simulated-switch.js';

describeConsoleInterfaceConformance('my-kvm', {
  manifest: myKvm,
  config: { my_kvm: { request_timeout: '10' } },
  createBmc: async () => {
    const kvm = await SimulatedSwitch.listen();
    const driverInfo = { acme_address: kvm.url, acme_password: kvm.password };
    return {
      driverInfo,
      wrongCredentials: { ...driverInfo, acme_password: 'wr0ng-password' },
      secrets: () => [kvm.password, kvm.vncPassword],
      settings: () => kvm.settings,
      writes: () => kvm.writes,
      failedLogins: () => kvm.failedLogins,
      hang: () => kvm.hang(),
      disturb: () => {
        kvm.settings = { ...kvm.settings, enabled: false };
      },
      close: () => kvm.close(),
    };
  },
});
