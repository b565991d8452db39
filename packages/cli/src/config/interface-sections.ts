import type { z } from 'zod';
import { BUILT_IN_INTERFACES } from '../services/built-in-interfaces.js';

/** The sections of the interfaces that ship with Ironbridge; their own packages say what stands in them. */
export const INTERFACE_SECTIONS: Readonly<Record<string, z.ZodObject>> = Object.fromEntries(
  BUILT_IN_INTERFACES.flatMap(({ config }) =>
    config === undefined ? [] : [[config.section, config.schema]],
  ),
);
