import { secretString } from '@ironbridge/common';
import { z } from 'zod';
import { driverInfoProperties } from './driver-info-properties.js';

describe('driverInfoProperties', () => {
  it('reads description, secrecy and need of each key', () => {
    const schema = z.object({
      kvm_address: z.string().meta({ description: 'Where it is' }),
      kvm_port: z.coerce.number().default(5900).meta({ description: 'Port' }),
      kvm_password: secretString('How to log in'),
      kvm_pin: secretString('A second secret').optional(),
      kvm_undescribed: z.string().optional(),
    });
    expect(Object.fromEntries(driverInfoProperties(schema))).toEqual({
      kvm_address: { description: 'Where it is', required: true, secret: false },
      kvm_port: { description: 'Port', required: false, secret: false },
      kvm_password: { description: 'How to log in', required: true, secret: true },
      kvm_pin: { description: 'A second secret', required: false, secret: true },
      kvm_undescribed: { description: '', required: false, secret: false },
    });
  });
});
