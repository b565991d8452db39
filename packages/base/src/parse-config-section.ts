import type { JsonObject } from '@ironbridge/common';
import type { z } from 'zod';
import { ConfigSectionError, type OptionProblem } from './errors.js';
import type { ConfigSection } from './manifest.js';

function problemsOf(issue: z.core.$ZodIssue): readonly OptionProblem[] {
  const option = issue.path.map(String).join('.');
  // A nested object's unknown key is told as a problem of the option that holds it.
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
    return issue.keys.map((key) => ({ option: key }));
  }
  return [{ option, problem: issue.message }];
}

/**
 * The options of an interface's config section. Options that the schema does not name are refused, strict or not.
 *
 * @throws ConfigSectionError naming section and options, and the nearest known one; values are not repeated
 */
export function parseConfigSection({ section, schema }: ConfigSection, values: JsonObject): unknown {
  const result = schema.strict().safeParse(values);
  if (result.success) return result.data;
  throw new ConfigSectionError(section, result.error.issues.flatMap(problemsOf), Object.keys(schema.shape));
}
