import { RequestRefusedError } from './errors.js';
import { Seats } from './seats.js';

const limits = { maxViewers: 3, maxViewersPerNode: 2, maxViewersPerUser: 2 };

describe('Seats', () => {
  it.each([
    [
      'one node',
      [
        ['n1', 'a'],
        ['n1', 'b'],
      ],
      ['n1', 'c'],
    ],
    [
      'one user',
      [
        ['n1', 'a'],
        ['n2', 'a'],
      ],
      ['n3', 'a'],
    ],
    [
      'all',
      [
        ['n1', 'a'],
        ['n2', 'b'],
        ['n3', 'c'],
      ],
      ['n4', 'd'],
    ],
  ] as const)('refuses a viewer above the cap of %s, until a seat is left', (_cap, taken, next) => {
    const seats = new Seats(limits);
    const [leave] = taken.map(([nodeUuid, user]) => seats.take({ nodeUuid, user }));
    const take = (): unknown => seats.take({ nodeUuid: next[0], user: next[1] });
    expect(take).toThrow(RequestRefusedError);
    leave?.();
    expect(take).not.toThrow();
  });
});
