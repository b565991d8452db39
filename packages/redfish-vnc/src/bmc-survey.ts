import { isIronbridgeError } from '@ironbridge/common';
import {
  RedfishNotFoundError,
  RedfishProtocolError,
  RedfishRequestError,
  findManager,
  type RedfishClient,
  type RedfishResource,
} from '@ironbridge/redfish';
import { z } from 'zod';
import type { RedfishVncOptions } from './driver-info.js';

const LinkSchema = z.object({ '@odata.id': z.string() });

const ManagerSchema = z.object({
  Id: z.string().nullish(),
  Model: z.string().nullish(),
  GraphicalConsole: z
    .object({
      ServiceEnabled: z.boolean().nullish(),
      MaxConcurrentSessions: z.int().nullish(),
      ConnectTypesSupported: z.array(z.string()).nullish(),
    })
    .nullish(),
  NetworkProtocol: LinkSchema.nullish(),
});

/** The manager, as far as any strategy looks at it (DMTF Manager schema). */
export type Manager = z.output<typeof ManagerSchema>;

const ProtocolSchema = z.object({ ProtocolEnabled: z.boolean().nullish(), Port: z.int().nullish() });

const NetworkProtocolSchema = z.object({
  /** Since v1_3_0. */
  RFB: ProtocolSchema.nullish(),
  /** By vendor. */
  Oem: z.record(z.string(), z.object({ VNC: ProtocolSchema.optional() }).nullish()).nullish(),
});

/** Switches and ports of a BMC's services (DMTF ManagerNetworkProtocol schema). */
export type NetworkProtocol = z.output<typeof NetworkProtocolSchema>;

/** What was read, or what the BMC answered instead. */
export type Answer<T> = RedfishResource<T> | string;

/** What strategies learn about one BMC: each page is read once, however many ask for it. */
export class BmcSurvey {
  public readonly client: RedfishClient;
  public readonly options: RedfishVncOptions;
  #manager: Promise<RedfishResource<Manager>> | undefined;
  #networkProtocol: Promise<Answer<NetworkProtocol>> | undefined;

  public constructor(client: RedfishClient, options: RedfishVncOptions) {
    this.client = client;
    this.options = options;
  }

  public async manager(): Promise<RedfishResource<Manager>> {
    this.#manager ??= findManager(this.client).then((path) => this.client.get(path, ManagerSchema));
    return this.#manager;
  }

  /** Path of what a manager has below it, such as `VncService`. */
  public async pathBelowManager(name: string): Promise<string> {
    return `${(await this.manager()).path.replace(/\/$/, '')}/${name}`;
  }

  /** As it is at the first call; {@link readNetworkProtocol} reads it anew. */
  public async networkProtocol(): Promise<Answer<NetworkProtocol>> {
    this.#networkProtocol ??= this.#askNetworkProtocol();
    return this.#networkProtocol;
  }

  /** Reads the page that {@link networkProtocol} found. */
  public async readNetworkProtocol(path: string): Promise<RedfishResource<NetworkProtocol>> {
    return this.client.get(path, NetworkProtocolSchema);
  }

  /** Reads a resource that this BMC may not have. */
  public async ask<T>(path: string, schema: z.ZodType<T>): Promise<Answer<T>> {
    try {
      return await this.client.get(path, schema);
    } catch (error) {
      return whyAbsent(error, path);
    }
  }

  async #askNetworkProtocol(): Promise<Answer<NetworkProtocol>> {
    const { body } = await this.manager();
    const path = body.NetworkProtocol?.['@odata.id'] ?? (await this.pathBelowManager('NetworkProtocol'));
    return this.ask(path, NetworkProtocolSchema);
  }
}

/** What an error says about a BMC that may lack `path`; any other error is thrown again. */
export function whyAbsent(error: unknown, path: string): string {
  if (error instanceof RedfishNotFoundError) return `GET ${path} answered 404`;
  const isAnswer = error instanceof RedfishProtocolError || error instanceof RedfishRequestError;
  if (isAnswer && isIronbridgeError(error)) return error.message;
  throw error;
}
