import { z } from 'zod';

/** The part of the section `[drac]` that idrac-socat reads. */
export const DracConfig = z.object({
  ssh_known_hosts_file: z
    .string()
    .regex(/^\/[^\n\r\0"%$~]*$/, 'must be an absolute path without quotes, %, $ and ~')
    .default('/var/lib/ironbridge/ssh_known_hosts')
    .meta({
      description:
        "File in which the SSH host keys of iDRACs are pinned at their first use, in OpenSSH's format; made where it is missing",
    }),
});

export type DracOptions = z.output<typeof DracConfig>;
