import { nextAction } from './next-action.js';

const driverInfo = { redfish_address: 'https://192.0.2.1' };
const record = { driverInfo, interfaceName: 'idrac-vnc' };
const node = { consoleWanted: false, consoleEnabled: false, isDeleting: false, driverInfo };

describe('nextAction', () => {
  it.each([
    ['nobody wants it and nothing runs', node, null, false, 'none'],
    ['nobody wants it but a start left something', node, record, false, 'stop'],
    ['nobody wants it any more', { ...node, consoleEnabled: true }, record, false, 'stop'],
    ['it is wanted for the first time', { ...node, consoleWanted: true }, null, false, 'start'],
    ['a first start died half-way', { ...node, consoleWanted: true }, record, false, 'start'],
    [
      'another interface left something half-done',
      { ...node, consoleWanted: true },
      { ...record, interfaceName: 'redfish-vnc' },
      false,
      'stop',
    ],
    ['it serves', { ...node, consoleWanted: true, consoleEnabled: true }, record, false, 'none'],
    [
      'it serves and a check is due',
      { ...node, consoleWanted: true, consoleEnabled: true },
      record,
      true,
      'restore',
    ],
    [
      'it serves with settings of yesterday',
      {
        ...node,
        consoleWanted: true,
        consoleEnabled: true,
        driverInfo: { redfish_address: 'https://192.0.2.2' },
      },
      record,
      false,
      'restore',
    ],
    [
      'it serves by an interface that is not the default any more',
      { ...node, consoleWanted: true, consoleEnabled: true },
      { ...record, interfaceName: 'redfish-vnc' },
      false,
      'stop',
    ],
    ['the node is being deleted', { ...node, isDeleting: true }, null, false, 'stop'],
    [
      'the node is being deleted while it serves',
      { ...node, consoleWanted: true, consoleEnabled: true, isDeleting: true },
      record,
      false,
      'stop',
    ],
  ])('decides when %s', (_, state, known, shouldVerify, expected) => {
    expect(nextAction(state, known, 'idrac-vnc', shouldVerify)).toBe(expected);
  });

  it('leaves a console that serves where the node has no interface any more', () => {
    const serving = { ...node, consoleWanted: true, consoleEnabled: true };
    expect(nextAction(serving, record, undefined, false)).toBe('none');
  });
});
