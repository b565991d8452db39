import { hasConsole, parseNodeList, type NodeSummary } from './node-summary.js';

const NODE = {
  uuid: 'b99dfff0-a083-435c-81f0-ac8b5a162c15',
  name: 'bm0',
  driver: 'idrac',
  console_enabled: true,
  console_interface: 'idrac-vnc',
  last_error: null,
  driver_internal_info: { console_warnings: ['Update it.', 5] },
  driver_info: { drac_password: '******' },
};

const SUMMARY: NodeSummary = {
  uuid: NODE.uuid,
  name: 'bm0',
  driver: 'idrac',
  consoleInterface: 'idrac-vnc',
  isConsoleEnabled: true,
  lastError: null,
  warnings: ['Update it.'],
};

describe('parseNodeList', () => {
  it('takes what the list shows, and leaves driver_info', () => {
    expect(parseNodeList({ nodes: [NODE] })).toEqual([SUMMARY]);
  });

  it('leaves out what is no node', () => {
    expect(parseNodeList({ nodes: [null, 1, {}, { uuid: 5 }, NODE] })).toEqual([SUMMARY]);
  });

  it.each([undefined, null, [], {}, { nodes: {} }])('refuses %j', (body) => {
    expect(parseNodeList(body)).toBeNull();
  });
});

describe('hasConsole', () => {
  it.each([
    ['idrac-vnc', true],
    ['no-console', false],
    [null, false],
  ])('for the interface %s is %s', (consoleInterface, expected) => {
    expect(hasConsole({ ...SUMMARY, consoleInterface })).toBe(expected);
  });
});
