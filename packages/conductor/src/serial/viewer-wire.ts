import {
  encodeHubFrame,
  type HubClientFrame,
  type HubFrameDecoder,
  type HubRefusal,
  type HubStatus,
} from '@ironbridge/serial';

/** How a viewer's connection carries the line. */
export interface ViewerWire {
  data(bytes: Uint8Array): Uint8Array;
  /** Nothing where the wire carries only bytes. */
  status(status: HubStatus): Uint8Array;
  /** Why the connection is ended. Nothing where the wire carries only bytes. */
  refusal(refusal: HubRefusal): Uint8Array;
  /** @throws HubProtocolError */
  decode(chunk: Uint8Array): readonly HubClientFrame[];
}

/** The hub protocol, after its hello. */
export function hubWire(decoder: HubFrameDecoder<'client'>): ViewerWire {
  return {
    data: (bytes) => encodeHubFrame({ type: 'data', bytes }),
    status: (status) => encodeHubFrame({ type: 'status', status }),
    refusal: (refusal) => encodeHubFrame({ type: 'refused', refusal }),
    decode: (chunk) => decoder.push(chunk),
  };
}

/** The bytes of the line and nothing else, as socat gives them to Nova. */
export const RAW_WIRE: ViewerWire = {
  data: (bytes) => bytes,
  status: () => new Uint8Array(),
  refusal: () => new Uint8Array(),
  decode: (bytes) => [{ type: 'data', bytes }],
};
