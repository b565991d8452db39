import { z } from 'zod';

/** One message of a BMC about a request (DMTF Message.v1_1_2; `Severity` there, `MessageSeverity` since v1_1_0). */
export interface ExtendedInfo {
  /** With registry and version, such as `IDRAC.2.9.SYS474`; match it with {@link isMessage}. */
  readonly messageId: string;
  readonly message: string;
  /** `OK`, `Warning`, `Critical`, or a vendor's own, such as Dell's `Informational`; empty where the BMC gives none. */
  readonly severity: string;
  /** JSON pointers to what the message is about. */
  readonly relatedProperties: readonly string[];
}

const text = z.string().catch('');

const InfoSchema = z
  .object({
    MessageId: text,
    Message: text,
    Severity: text,
    MessageSeverity: text,
    RelatedProperties: z.array(z.string()).catch([]),
  })
  .transform((info): ExtendedInfo => ({
    messageId: info.MessageId,
    message: info.Message,
    severity: info.Severity === '' ? info.MessageSeverity : info.Severity,
    relatedProperties: info.RelatedProperties,
  }));

/** Some BMCs send a single object where the standard has a list. */
const InfoListSchema = z
  .preprocess(
    (value): unknown => (Array.isArray(value) ? value : [value]),
    z.array(InfoSchema.nullable().catch(null)),
  )
  .transform((infos) => infos.filter((info) => info !== null));

const ErrorSchema = z.object({ code: text, message: text });
const AnswerSchema = z.record(z.string(), z.unknown());

const INFO_KEY = '@Message.ExtendedInfo';

/** The messages under `@Message.ExtendedInfo`, and under `Property@Message.ExtendedInfo`, of one object. */
function infosOf(value: unknown): readonly ExtendedInfo[] {
  const object = AnswerSchema.safeParse(value);
  if (!object.success) return [];
  return Object.entries(object.data)
    .filter(([key]) => key.endsWith(INFO_KEY))
    .flatMap(([, infos]) => InfoListSchema.safeParse(infos).data ?? []);
}

function isFault({ severity, messageId }: ExtendedInfo): boolean {
  return (
    severity === 'Warning' || severity === 'Critical' || (severity === '' && !messageId.endsWith('.Success'))
  );
}

/** Whether an info carries this message, whatever the version of the registry: `SYS474` matches `IDRAC.2.9.SYS474`. */
export function isMessage(info: Pick<ExtendedInfo, 'messageId'>, name: string): boolean {
  return info.messageId === name || info.messageId.endsWith(`.${name}`);
}

/**
 * What is wrong according to the body of an answer, worst first: its messages of severity Warning and Critical, and an
 * `error` that has no messages of its own. Empty where nothing is. For answers of status 2xx too: HTTP 200 does not prove
 * success, Dell refuses a password with 200, `Success` and a Warning beside it.
 */
export function scanExtendedInfo(body: unknown): readonly ExtendedInfo[] {
  const answer = AnswerSchema.safeParse(body);
  if (!answer.success) return [];
  const own = infosOf(body).filter(({ severity }) => severity === 'Warning' || severity === 'Critical');
  const faults = [...own, ...faultsOfError(answer.data['error'])];
  const critical = faults.filter(({ severity }) => severity === 'Critical');
  return [...critical, ...faults.filter(({ severity }) => severity !== 'Critical')];
}

function faultsOfError(error: unknown): readonly ExtendedInfo[] {
  const parsed = ErrorSchema.safeParse(error);
  if (!parsed.success) return [];
  const infos = infosOf(error);
  // An `error` that says only Success is how HPE tells of success.
  if (infos.length > 0) return infos.filter(isFault);
  const { code, message } = parsed.data;
  return [{ messageId: code, message, severity: 'Critical', relatedProperties: [] }];
}
