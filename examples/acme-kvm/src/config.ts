import { z } from 'zod';

/** The options of the section `[my_kvm]`. Their values come out of a file, as text. */
export const MyKvmConfig = z.strictObject({
  request_timeout: z.coerce
    .number()
    .int()
    .min(1)
    .max(60)
    .default(5)
    .meta({ description: 'Seconds that a KVM switch may take to answer' }),
});

export type MyKvmConfig = z.output<typeof MyKvmConfig>;
