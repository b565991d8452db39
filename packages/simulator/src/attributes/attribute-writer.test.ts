import { silentLogger } from '@ironbridge/common';

import { AttributeResource } from './attribute-resource.js';
import { AttributeWriter } from './attribute-writer.js';
import { SimulatorPortError, VncHookError } from '../errors.js';
import { createFaults, type IdracFaults } from '../faults.js';
import { VNC_SERVER_ATTRIBUTES } from '../idrac/idrac-attributes.js';

interface Given {
  readonly faults?: Partial<IdracFaults>;
  readonly apply?: () => Promise<void>;
}

function createWriter({ faults, apply = () => Promise.resolve() }: Given = {}) {
  const resource = new AttributeResource({ fqdd: 'X', id: 'X', definitions: VNC_SERVER_ATTRIBUTES });
  const save = jest.fn(() => Promise.resolve());
  const writer = new AttributeWriter({ faults: createFaults(faults), log: silentLogger, apply, save });
  return { resource, writer, save };
}

describe('AttributeWriter', () => {
  describe('write', () => {
    it('stores, saves and changes the ETag', async () => {
      const { resource, writer, save } = createWriter();
      const before = resource.etag;
      const { status } = await writer.write(resource, { 'VNCServer.1.Port': 6000 }, undefined);
      expect(status).toBe(200);
      expect(resource.read()['VNCServer.1.Port']).toBe(6000);
      expect(resource.etag).not.toBe(before);
      expect(save).toHaveBeenCalledTimes(1);
    });

    it('answers 400 and stores nothing when nothing is valid', async () => {
      const { resource, writer, save } = createWriter();
      const before = resource.read();
      const { status } = await writer.write(resource, { 'VNCServer.1.Port': '6000' }, undefined);
      expect(status).toBe(400);
      expect(resource.read()).toEqual(before);
      expect(save).not.toHaveBeenCalled();
    });

    it('answers 200 with an error inside when a part is valid', async () => {
      const { resource, writer } = createWriter();
      const answer = await writer.write(
        resource,
        { 'VNCServer.1.Port': 6000, 'VNCServer.1.Timeout': '60' },
        undefined,
      );
      expect(answer.status).toBe(200);
      expect(answer.body).toHaveProperty('error');
      expect(resource.read()).toMatchObject({ 'VNCServer.1.Port': 6000, 'VNCServer.1.Timeout': 300 });
    });

    it('answers 412 when If-Match names another state', async () => {
      const { resource, writer } = createWriter();
      const old = resource.etag;
      await writer.write(resource, { 'VNCServer.1.Port': 6000 }, old);
      expect((await writer.write(resource, { 'VNCServer.1.Port': 6001 }, old)).status).toBe(412);
      expect(resource.read()['VNCServer.1.Port']).toBe(6000);
    });

    it('decides between two writers with the same ETag', async () => {
      const { resource, writer } = createWriter();
      const { etag } = resource;
      const answers = await Promise.all([
        writer.write(resource, { 'VNCServer.1.Port': 6000 }, etag),
        writer.write(resource, { 'VNCServer.1.Port': 6001 }, etag),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 412]);
    });

    it('stores nothing when the settings cannot be put into force', async () => {
      const { resource, writer } = createWriter({ apply: () => Promise.reject(new VncHookError('no')) });
      const { status, body } = await writer.write(resource, { 'VNCServer.1.Enable': 'Enabled' }, undefined);
      expect(status).toBe(500);
      expect(JSON.stringify(body)).toContain('InternalError');
      expect(resource.read()['VNCServer.1.Enable']).toBe('Disabled');
    });

    it('answers 400 about the port when the port is taken', async () => {
      const taken = new SimulatorPortError('127.0.0.1', 6000, {});
      const { resource, writer } = createWriter({ apply: () => Promise.reject(taken) });
      const { status, body } = await writer.write(resource, { 'VNCServer.1.Enable': 'Enabled' }, undefined);
      expect(status).toBe(400);
      expect(body).toMatchObject({
        error: { '@Message.ExtendedInfo': [{ RelatedProperties: ['#/Attributes/VNCServer.1.Port'] }] },
      });
    });

    it('applies all but the password when the policy refuses it', async () => {
      const { resource, writer } = createWriter({ faults: { passwordPolicy: true } });
      const wanted = { 'VNCServer.1.Password': 'weak', 'VNCServer.1.Port': 6000 };
      const { status, body } = await writer.write(resource, wanted, undefined);
      expect(status).toBe(200);
      expect(JSON.stringify(body)).toContain('SYS474');
      expect(resource.readStored()).toMatchObject({ 'VNCServer.1.Password': null, 'VNCServer.1.Port': 6000 });
    });
  });
});

describe('AttributeResource', () => {
  describe('read', () => {
    it('never shows a password', async () => {
      const { resource, writer } = createWriter();
      await writer.write(resource, { 'VNCServer.1.Password': 'aB3$efgh' }, undefined);
      expect(resource.read()['VNCServer.1.Password']).toBeNull();
      expect(resource.readStored()['VNCServer.1.Password']).toBe('aB3$efgh');
    });
  });

  describe('restore', () => {
    it('throws, naming the attribute, when a value does not fit', () => {
      const { resource } = createWriter();
      expect(() => {
        resource.restore({ 'VNCServer.1.Port': 80 }, 'the options');
      }).toThrow(/VNCServer\.1\.Port in the options/);
    });

    it('leaves out what it does not know', () => {
      const { resource } = createWriter();
      resource.restore({ 'Other.1.Thing': 1, 'VNCServer.1.MaxSessions': 9 }, 'the file');
      expect(resource.read()).not.toHaveProperty(['Other.1.Thing']);
      expect(resource.read()['VNCServer.1.MaxSessions']).toBe(2);
    });
  });
});
