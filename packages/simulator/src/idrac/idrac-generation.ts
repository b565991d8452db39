import { SimulatorOptionsError } from '../errors.js';
import { REDFISH_PATHS } from '../redfish/redfish-paths.js';

/** What differs between the generations of iDRACs. */
export interface IdracGeneration {
  readonly number: 8 | 9 | 10;
  /** `Model` of the Manager. */
  readonly model: string;
  readonly firmwareVersion: string;
  readonly redfishVersion: string;
  /** Of the collection of Redfish sessions; below SessionService since Redfish 1.6. */
  readonly sessionsPath: string;
  /** False: Redfish knows nothing of Dell's attributes. */
  readonly hasRedfishAttributes: boolean;
  readonly hasWsman: boolean;
}

const GENERATIONS: readonly IdracGeneration[] = [
  {
    number: 8,
    model: '13G Monolithic',
    firmwareVersion: '2.40.40.40',
    redfishVersion: '1.0.2',
    sessionsPath: `${REDFISH_PATHS.root}/Sessions`,
    hasRedfishAttributes: false,
    hasWsman: true,
  },
  {
    number: 9,
    model: '15G Monolithic',
    firmwareVersion: '7.00.00.00',
    redfishVersion: '1.17.0',
    sessionsPath: REDFISH_PATHS.sessions,
    hasRedfishAttributes: true,
    hasWsman: true,
  },
  {
    number: 10,
    model: '17G Monolithic',
    firmwareVersion: '1.20.25.00',
    redfishVersion: '1.20.1',
    sessionsPath: REDFISH_PATHS.sessions,
    hasRedfishAttributes: true,
    hasWsman: false,
  },
];

const NEWEST_SERVER_OF_IDRAC8 = 13;
const NEWEST_SERVER_OF_IDRAC9 = 16;

/**
 * The generation of that number; without one, that of `model`, whose first two digits are the server's; else 9.
 *
 * @throws SimulatorOptionsError
 */
export function findGeneration(number: number | undefined, model: string | undefined): IdracGeneration {
  const wanted = number ?? (model === undefined ? 9 : numberOf(model));
  const found = GENERATIONS.find((generation) => generation.number === wanted);
  if (found === undefined) throw new SimulatorOptionsError('generation must be 8, 9 or 10');
  return { ...found, model: model ?? found.model };
}

function numberOf(model: string): IdracGeneration['number'] {
  const server = Number.parseInt(model.slice(0, 2), 10);
  if (server <= NEWEST_SERVER_OF_IDRAC8) return 8;
  return server > NEWEST_SERVER_OF_IDRAC9 ? 10 : 9;
}
