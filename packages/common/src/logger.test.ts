import { silentLogger } from './logger.js';

describe('silentLogger', () => {
  it('takes what pino takes, and has children that are as silent', () => {
    const write = jest.spyOn(process.stdout, 'write');
    silentLogger.child({ node: 'n' }).warn({ attempt: 1 }, 'The BMC is away');
    silentLogger.info('started');
    expect(write).not.toHaveBeenCalled();
    write.mockRestore();
  });
});
