import { SERVER_INIT } from './support/fake-bmc.js';
import { eventually } from './support/eventually.js';
import { ProxyFixture } from './support/proxy-fixture.js';

describe('a relayed session', () => {
  let fixture: ProxyFixture;

  beforeEach(async () => {
    fixture = await ProxyFixture.open();
  });
  afterEach(async () => {
    await fixture.close();
  });

  it('brings ServerInit and pictures to the viewer as the BMC sent them', async () => {
    const viewer = await fixture.watch();
    expect(await viewer.take(SERVER_INIT.length)).toEqual(SERVER_INIT);
    fixture.bmc.send(Buffer.from('picture'));
    expect((await viewer.take(7)).toString()).toBe('picture');
    await viewer.close();
  });

  it('asks the BMC for a shared screen and brings it what the viewer sends', async () => {
    const viewer = await fixture.watch();
    const key = Buffer.from('0401000000000041', 'hex');
    viewer.send(key);
    await eventually('the key at the BMC', () => fixture.bmc.received.length >= 9);
    expect(fixture.bmc.received).toEqual(Buffer.concat([Buffer.of(1), key]));
    await viewer.close();
  });
});
