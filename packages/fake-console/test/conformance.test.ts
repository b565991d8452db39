import { FakeBmc, createFake, noConsole } from '@ironbridge/fake-console';
import { describeConsoleInterfaceConformance, type ConformanceBmc } from '@ironbridge/testkit';

const PASSWORD = 'fake-pass';
const bmcs = new Map<number, FakeBmc>();

function createBmc(): Promise<ConformanceBmc> {
  const port = 5901 + bmcs.size;
  const bmc = new FakeBmc();
  bmcs.set(port, bmc);
  const driverInfo = { fake_console_port: port, fake_console_password: PASSWORD };
  return Promise.resolve({
    driverInfo,
    wrongCredentials: { ...driverInfo, fake_console_fail: 'refused' },
    secrets: () => [PASSWORD],
    settings: () => bmc.settings,
    writes: () => bmc.writes,
    requests: () => bmc.requests,
    failedLogins: () => bmc.failedLogins,
    hang: () => bmc.hang(),
    disturb: () => {
      bmc.disturb();
    },
    close: () => Promise.resolve(),
  });
}

describeConsoleInterfaceConformance('fake', {
  manifest: createFake({
    of: ({ driverInfo }) => bmcs.get(Number(driverInfo['fake_console_port'])) ?? new FakeBmc(),
    release: () => undefined,
  }),
  createBmc,
});

describeConsoleInterfaceConformance('no-console', { manifest: noConsole, createBmc });
