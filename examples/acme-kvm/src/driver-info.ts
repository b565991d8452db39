import { secretString } from '@ironbridge/base';
import { z } from 'zod';

/** The driver_info keys of `my-kvm`. */
export const MyKvmDriverInfo = z.object({
  acme_address: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://10.0.0.9' })
    .meta({ description: 'URL of the KVM switch' }),
  acme_username: z
    .string()
    .min(1)
    .default('admin')
    .meta({ description: 'User of the KVM switch. admin unless given' }),
  acme_password: secretString('Password of that user'),
});

export type MyKvmOptions = z.output<typeof MyKvmDriverInfo>;
