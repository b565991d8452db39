import { createAccessPolicy } from './access-policy.js';

const nothing = { allowedHostnames: [], allowedOrigins: [] };

describe('createAccessPolicy', () => {
  it('knows the names of loopback where it listens on it', () => {
    const address = { address: '127.0.0.1', family: 'IPv4', port: 6090 };
    const { hostnames, origins } = createAccessPolicy({ scheme: 'http', address, ...nothing });
    expect([...hostnames]).toEqual(['localhost', '127.0.0.1', '[::1]']);
    expect(origins).toContain('http://localhost:6090');
  });

  it('knows no other name than its address elsewhere', () => {
    const address = { address: '2001:db8::1', family: 'IPv6', port: 443 };
    const { hostnames, origins } = createAccessPolicy({ scheme: 'https', address, ...nothing });
    expect([...hostnames]).toEqual(['[2001:db8::1]']);
    expect([...origins]).toEqual(['https://[2001:db8::1]']);
  });

  it('takes what the operator lists, in any case', () => {
    const address = { address: '0.0.0.0', family: 'IPv4', port: 6090 };
    const lists = { allowedHostnames: ['Console.Example'], allowedOrigins: ['https://Console.Example'] };
    const { hostnames, origins } = createAccessPolicy({ scheme: 'http', address, ...lists });
    expect(hostnames).toContain('console.example');
    expect(origins).toContain('https://console.example');
    expect(hostnames).not.toContain('0.0.0.0');
  });
});
