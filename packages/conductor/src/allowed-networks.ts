import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';
import { ConsoleHostUnknownError, ConsoleNetworkForbiddenError, InvalidNetworkError } from './errors.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [Address, number];

/** Ranges (IANA special-purpose registries) in which a BMC can stand when operators name no networks. */
const UNICAST_RANGES: ReadonlySet<string> = new Set(['unicast', 'private', 'uniqueLocal', 'carrierGradeNat']);

export interface AllowedNetworksOptions {
  /** Networks in CIDR form; any unicast but link-local unless given. */
  readonly networks?: readonly string[];
  /** Whether the default includes loopback: only while the API itself is on loopback. */
  readonly allowsLoopback: boolean;
}

/** Decides where consoles may be: the guard against a driver or a BMC that leads the proxy somewhere else. */
export class AllowedNetworks {
  readonly #networks: readonly Network[] | undefined;
  readonly #allowsLoopback: boolean;

  /** @throws InvalidNetworkError */
  public constructor({ networks, allowsLoopback }: AllowedNetworksOptions) {
    this.#allowsLoopback = allowsLoopback;
    this.#networks = networks?.map((network) => {
      if (!ipaddr.isValidCIDR(network)) throw new InvalidNetworkError(network);
      return ipaddr.parseCIDR(network);
    });
  }

  /**
   * Resolves the host of a console and checks what it resolved to.
   *
   * @returns the IP address that was checked: dial that, never the name
   * @throws ConsoleHostUnknownError or ConsoleNetworkForbiddenError
   */
  public async resolve(host: string): Promise<string> {
    const { address } = await lookup(host).catch((cause: unknown) => {
      throw new ConsoleHostUnknownError(host, { cause });
    });
    if (!this.allows(address)) throw new ConsoleNetworkForbiddenError(host, address);
    return address;
  }

  /** Whether a console may be at this IP address. */
  public allows(address: string): boolean {
    // An IPv4 address in IPv6 clothes is the IPv4 address.
    const parsed = ipaddr.process(address);
    if (this.#networks !== undefined) {
      return this.#networks.some(
        ([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits),
      );
    }
    const range = parsed.range();
    return UNICAST_RANGES.has(range) || (range === 'loopback' && this.#allowsLoopback);
  }
}
