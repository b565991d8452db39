import type { AttributeResource } from '../attributes/attribute-resource.js';
import type { IdracFaults } from '../faults.js';
import { createAttributeRows, ATTRIBUTE_CLASSES } from './attribute-rows.js';
import type { CardService } from './card-service.js';
import type { ConfigJobs } from './config-jobs.js';
import { Enumerations, type Batch } from './enumerations.js';
import { createSuccessOutput, type MethodOutput } from './method-output.js';
import type { XmlElement } from './parse-xml.js';
import { filterRows, type CimRow } from './row-filter.js';
import type { WsmanAnswer } from './wsman-answer.js';
import { WsmanFault } from './wsman-fault.js';
import { DELL_SCHEMA, NAMESPACES } from './wsman-namespaces.js';
import { findChild, type WsmanRequest } from './wsman-request.js';
import { element, nil, type XmlMarkup } from './xml-markup.js';

export interface WsmanServiceOptions {
  readonly resource: AttributeResource;
  readonly jobs: ConfigJobs;
  readonly cardService: CardService;
  readonly faults: IdracFaults;
}

/** An answer, and whether the request changed anything. */
export interface WsmanOutcome {
  readonly answer: WsmanAnswer;
  readonly hasChanged: boolean;
}

const ENUMERATE = `${NAMESPACES.enumeration}/Enumerate`;
const PULL = `${NAMESPACES.enumeration}/Pull`;

/** Rows in one answer at most, whatever was asked for. */
const MAX_ROWS = 256;

const CARD_SERVICE = 'DCIM_iDRACCardService';
const LC_SERVICE = 'DCIM_LCService';

/** What an iDRAC answers over WS-Man: its classes can be enumerated, its services invoked. */
export class WsmanService {
  readonly #options: WsmanServiceOptions;
  readonly #enumerations = new Enumerations();

  public constructor(options: WsmanServiceOptions) {
    this.#options = options;
  }

  /** @throws WsmanFault */
  public async answer(request: WsmanRequest): Promise<WsmanOutcome> {
    const { action, resourceUri, body } = request;
    if (!resourceUri.startsWith(DELL_SCHEMA)) throw unreachable();
    const className = resourceUri.slice(DELL_SCHEMA.length);
    if (action === ENUMERATE) return { answer: this.#enumerate(className, body), hasChanged: false };
    if (action === PULL) return { answer: this.#pull(className, body), hasChanged: false };
    return this.#invoke(className, request);
  }

  /** Forgets what clients were reading, as a restart does. */
  public restart(): void {
    this.#enumerations.clear();
  }

  #enumerate(className: string, body: XmlElement | undefined): WsmanAnswer {
    const { wsman, enumeration } = NAMESPACES;
    const enumerate = expectBody(body, enumeration, 'Enumerate');
    const filter = findChild(enumerate, wsman, 'Filter');
    const all = this.#rowsOf(className);
    const rows = filter ? filterRows(all, className, filter.attributes['Dialect'] ?? '', filter.text) : all;
    const isOptimized = findChild(enumerate, wsman, 'OptimizeEnumeration') !== undefined;
    const batch = this.#enumerations.begin(
      className,
      rows,
      isOptimized ? readMaxElements(enumerate, wsman) : 0,
    );
    const items = isOptimized ? [createItems('wsman', className, batch.rows)] : [];
    return createBatchAnswer('Enumerate', className, items, batch);
  }

  #pull(className: string, body: XmlElement | undefined): WsmanAnswer {
    const { enumeration } = NAMESPACES;
    const pull = expectBody(body, enumeration, 'Pull');
    this.#rowsOf(className);
    const context = findChild(pull, enumeration, 'EnumerationContext')?.text.trim() ?? '';
    const batch = this.#enumerations.pull(
      className,
      context,
      readMaxElements(pull, NAMESPACES.wsman, enumeration),
    );
    return createBatchAnswer('Pull', className, [createItems('wsen', className, batch.rows)], batch);
  }

  async #invoke(
    className: string,
    { action, resourceUri, selectors, body }: WsmanRequest,
  ): Promise<WsmanOutcome> {
    if (className !== CARD_SERVICE && className !== LC_SERVICE) throw unreachable();
    const method = action.startsWith(`${resourceUri}/`) ? action.slice(resourceUri.length + 1) : '';
    checkSelectors(className, selectors);
    const input = (name: string): readonly string[] =>
      (body?.children ?? []).filter((child) => child.name === name).map(({ text }) => text);
    const output =
      className === CARD_SERVICE
        ? await this.#options.cardService.invoke(method, input)
        : this.#invokeLifecycleController(method);
    if (output === undefined) {
      throw new WsmanFault('wsa:ActionNotSupported', 'The action is not supported by the service');
    }
    expectBody(body, resourceUri, `${method}_INPUT`);
    return {
      answer: {
        action: `${action}Response`,
        resourceUri,
        body: element(`n1:${method}_OUTPUT`, output.elements),
      },
      hasChanged: output.hasChanged,
    };
  }

  #invokeLifecycleController(method: string): MethodOutput | undefined {
    if (method !== 'GetRemoteServicesAPIStatus') return undefined;
    const isReady = !this.#options.faults.lifecycleControllerNotReady;
    const output = createSuccessOutput({
      LCStatus: isReady ? '0' : '5',
      Message: `Lifecycle Controller Remote Services is ${isReady ? '' : 'not '}ready.`,
      MessageID: isReady ? 'LC061' : 'LC060',
      RTStatus: '0',
      ServerStatus: '2',
      Status: isReady ? '0' : '1',
    });
    return { ...output, hasChanged: false };
  }

  #rowsOf(className: string): readonly CimRow[] {
    const { resource, jobs } = this.#options;
    if (className === 'DCIM_LifecycleJob') return jobs.createRows();
    if (!Object.values<string>(ATTRIBUTE_CLASSES).includes(className)) throw unreachable();
    return createAttributeRows(className, resource, jobs.pending);
  }
}

/** The four keys of a service's only instance. */
function checkSelectors(className: string, selectors: ReadonlyMap<string, string>): void {
  const expected = {
    CreationClassName: className,
    Name: `DCIM:${className.slice('DCIM_'.length)}`,
    SystemCreationClassName: 'DCIM_ComputerSystem',
    SystemName: 'DCIM:ComputerSystem',
  };
  if (Object.entries(expected).some(([name, value]) => selectors.get(name) !== value)) {
    throw new WsmanFault('wsman:InvalidSelectors', 'The selectors do not name an instance of the resource');
  }
}

function expectBody(body: XmlElement | undefined, namespace: string, name: string): XmlElement {
  if (body?.namespace === namespace && body.name === name) return body;
  throw new WsmanFault('wsman:SchemaValidationError', `The body must hold ${name}`);
}

/** One, where the request does not say. DSP0226 section 8.3 */
function readMaxElements(parent: XmlElement, ...namespaces: readonly string[]): number {
  const written = namespaces.map((namespace) => findChild(parent, namespace, 'MaxElements')?.text.trim());
  const text = written.find((candidate) => candidate !== undefined) ?? '1';
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new WsmanFault('wsman:SchemaValidationError', 'MaxElements must be a number above 0');
  }
  return Math.min(Number(text), MAX_ROWS);
}

function createItems(prefix: 'wsman' | 'wsen', className: string, rows: readonly CimRow[]): XmlMarkup {
  return element(
    `${prefix}:Items`,
    rows.map((row) => element(`n1:${className}`, Object.entries(row).flatMap(createProperty))),
  );
}

function createProperty([name, value]: [string, CimRow[string]]): readonly XmlMarkup[] {
  if (value === undefined) return [nil(`n1:${name}`)];
  return (typeof value === 'string' ? [value] : value).map((one) => element(`n1:${name}`, one));
}

function createBatchAnswer(
  operation: 'Enumerate' | 'Pull',
  className: string,
  items: readonly XmlMarkup[],
  { context }: Batch,
): WsmanAnswer {
  const end = element(operation === 'Enumerate' ? 'wsman:EndOfSequence' : 'wsen:EndOfSequence');
  return {
    action: `${NAMESPACES.enumeration}/${operation}Response`,
    resourceUri: `${DELL_SCHEMA}${className}`,
    body: element(`wsen:${operation}Response`, [
      ...items,
      element('wsen:EnumerationContext', context ?? ''),
      ...(context === undefined ? [end] : []),
    ]),
  };
}

function unreachable(): WsmanFault {
  return new WsmanFault('wsa:DestinationUnreachable', 'No route can be determined to reach the destination');
}
