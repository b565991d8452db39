import nock from 'nock';
import { BMC, createClient, endOfTest } from '../test/support/scripted-bmc.js';
import { UnknownDefaultError } from './errors.js';
import { findManager, findSystem } from './find-system.js';

afterEach(endOfTest);

describe('findManager', () => {
  const systems = (...ids: string[]): nock.Scope =>
    nock(BMC)
      .get('/redfish/v1/')
      .reply(200, { Systems: { '@odata.id': '/redfish/v1/Systems' } })
      .get('/redfish/v1/Systems')
      .reply(200, { Members: ids.map((id) => ({ '@odata.id': `/redfish/v1/Systems/${id}` })) });

  it('goes from the only system to what manages it', async () => {
    systems('1');
    nock(BMC)
      .get('/redfish/v1/Systems/1')
      .reply(200, { Links: { ManagedBy: [{ '@odata.id': '/redfish/v1/Managers/9' }] } });
    expect(await findManager(createClient())).toBe('/redfish/v1/Managers/9');
  });

  it('takes the only manager where the system names none', async () => {
    nock(BMC).get('/redfish/v1/Systems/2').reply(200, {});
    nock(BMC)
      .get('/redfish/v1/')
      .reply(200, { Managers: { '@odata.id': '/redfish/v1/Managers' } })
      .get('/redfish/v1/Managers')
      .reply(200, { Members: [{ '@odata.id': '/redfish/v1/Managers/9' }] });
    expect(await findManager(createClient({ systemId: '/redfish/v1/Systems/2' }))).toBe(
      '/redfish/v1/Managers/9',
    );
  });

  it.each([[[]], [['1', '2']]])('refuses to choose among the systems %j', async (ids) => {
    systems(...ids);
    await expect(findSystem(createClient())).rejects.toThrow(UnknownDefaultError);
  });
});
