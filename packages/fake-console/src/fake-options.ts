import { secretString } from '@ironbridge/base';
import { z } from 'zod';

const FAULTS = ['none', 'unavailable', 'timeout', 'refused', 'conflict', 'hang'] as const;

/** How the imaginary BMC fails; `hang` never answers, so the call ends by its deadline. */
export type FakeFault = (typeof FAULTS)[number];

/** The driver_info keys of `fake`; all may be left out. */
export const FakeOptionsSchema = z.object({
  fake_console_host: z
    .string()
    .regex(/^[0-9A-Za-z._:-]{1,253}$/, 'must be a host name or an IP address')
    .default('127.0.0.1')
    .meta({ description: 'Where a VNC server listens. Default 127.0.0.1.' }),
  fake_console_port: z.coerce
    .number()
    .int()
    .min(1)
    .max(65535)
    .default(5901)
    .meta({ description: 'TCP port of that VNC server. Default 5901.' }),
  fake_console_password: secretString(
    'Password of that VNC server, of which 8 characters count. Without one it must demand none.',
  ).optional(),
  fake_console_fail: z
    .enum(FAULTS)
    .default('none')
    .meta({ description: `How starting fails: ${FAULTS.join(', ')}. Default none.` }),
  fake_console_fail_stop: z
    .enum(FAULTS)
    .default('none')
    .meta({ description: `How stopping fails: ${FAULTS.join(', ')}. Default none.` }),
});

export type FakeOptions = z.output<typeof FakeOptionsSchema>;
