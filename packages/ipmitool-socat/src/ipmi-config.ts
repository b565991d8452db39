import { z } from 'zod';

/** Options stand in files as text; hosts that are programs give values. */
function seconds(defaultSeconds: number, min: number, description: string): z.ZodType<number> {
  const message = `must be a whole number of seconds from ${String(min)} to 3600`;
  return z
    .union([z.number(), z.string()], { error: message })
    .transform((value, context) => {
      const number = typeof value === 'number' || /^\d{1,6}$/.test(value) ? Number(value) : NaN;
      if (Number.isInteger(number) && number >= min && number <= 3600) return number * 1000;
      context.issues.push({ code: 'custom', input: value, message });
      return z.NEVER;
    })
    .default(defaultSeconds * 1000)
    .meta({ description });
}

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...['true', '1', 'yes', 'on'].map((word) => [word, true] as const),
  ...['false', '0', 'no', 'off'].map((word) => [word, false] as const),
]);

function boolean(description: string): z.ZodType<boolean> {
  return z
    .union([z.boolean(), z.string()], { error: 'must be true or false' })
    .transform((value, context) => {
      const meant = typeof value === 'boolean' ? value : WORDS.get(value.toLowerCase());
      if (meant !== undefined) return meant;
      context.issues.push({ code: 'custom', input: value, message: 'must be true or false' });
      return z.NEVER;
    })
    .default(false)
    .meta({ description });
}

function list(defaults: readonly string[], description: string): z.ZodType<readonly string[]> {
  return z
    .union([z.array(z.string()), z.string()])
    .transform((value) =>
      (typeof value === 'string' ? value.split(/[,\n]/) : value)
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    )
    .default([...defaults])
    .meta({ description });
}

/** The section `[ipmi]`, under Ironic's names. */
export const IpmiConfig = z.object({
  command_retry_timeout: seconds(
    60,
    1,
    'Seconds in which one command to a BMC is repeated where the BMC is busy or does not answer',
  ),
  min_command_interval: seconds(
    5,
    1,
    'Seconds between such repetitions, and for which an answer is waited; commands that work follow each other at once',
  ),
  use_ipmitool_retries: boolean(
    'Whether ipmitool repeats requests by its own rules, rather than once per command by those of this section',
  ),
  additional_retryable_ipmi_errors: list(
    [],
    'Parts of messages of ipmitool after which a command is repeated',
  ),
  cipher_suite_versions: list(
    ['3', '17'],
    'Cipher suites, best last, that are tried from the end where driver_info has no ipmi_cipher_suite; none leaves the choice to ipmitool',
  ).refine(
    (suites) => suites.every((suite) => /^\d{1,3}$/.test(suite) && Number(suite) <= 255),
    'must be numbers of cipher suites',
  ),
  store_cred_in_env: boolean(
    'Whether ipmitool gets the password in its environment, which every process of the same user can read, rather than by a file without a name',
  ),
});

export type IpmiOptions = z.output<typeof IpmiConfig>;
