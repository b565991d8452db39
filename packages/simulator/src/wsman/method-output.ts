import { ANONYMOUS, DELL_SCHEMA } from './wsman-namespaces.js';
import { element, type XmlMarkup } from './xml-markup.js';

/** What a method returned: the elements of its OUTPUT, and whether it changed anything on the iDRAC. */
export interface MethodOutput {
  readonly elements: readonly XmlMarkup[];
  readonly hasChanged: boolean;
}

/** One thing that is wrong with a call. */
export interface MethodProblem {
  readonly message: string;
  readonly messageId: string;
  readonly messageArguments?: string;
}

/** ReturnValue 2; several problems are several elements of a name, as real answers have them. */
export function createErrorOutput(problems: readonly MethodProblem[]): MethodOutput {
  return {
    elements: [
      ...problems.map(({ message }) => element('n1:Message', message)),
      ...problems.flatMap(({ messageArguments }) =>
        messageArguments === undefined ? [] : [element('n1:MessageArguments', messageArguments)],
      ),
      ...problems.map(({ messageId }) => element('n1:MessageID', messageId)),
      element('n1:ReturnValue', '2'),
    ],
    hasChanged: false,
  };
}

/** ReturnValue 0. */
export function createSuccessOutput(elements: Readonly<Record<string, string>>): MethodOutput {
  const all = { Message: 'The command was successful', MessageID: 'RAC001', ReturnValue: '0', ...elements };
  const sorted = Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1));
  return { elements: sorted.map(([name, value]) => element(`n1:${name}`, value)), hasChanged: true };
}

/** ReturnValue 4096: a job does it. */
export function createJobOutput(jobId: string): MethodOutput {
  const selectors = [
    element('wsman:Selector', jobId, { Name: 'InstanceID' }),
    element('wsman:Selector', 'root/dcim', { Name: '__cimnamespace' }),
  ];
  const reference = element('wsa:EndpointReference', [
    element('wsa:Address', ANONYMOUS),
    element('wsa:ReferenceParameters', [
      element('wsman:ResourceURI', `${DELL_SCHEMA}DCIM_LifecycleJob`),
      element('wsman:SelectorSet', selectors),
    ]),
  ]);
  return {
    elements: [element('n1:Job', [reference]), element('n1:ReturnValue', '4096')],
    hasChanged: true,
  };
}
