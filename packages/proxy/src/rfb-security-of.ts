import type { VncSecurity } from '@ironbridge/base';
import type { RfbClientSecurity } from '@ironbridge/rfb';

/** What is demanded of a console's RFB handshake, TLS being somebody else's to check. */
export function rfbSecurityOf(security: VncSecurity): RfbClientSecurity {
  switch (security.kind) {
    case 'none':
      return { kind: 'none' };
    case 'vnc':
      return { kind: 'vnc', password: security.password };
    case 'vencrypt':
      return { kind: 'vencrypt', isPeerVerified: security.verifyCa !== false, login: security.login };
  }
}
