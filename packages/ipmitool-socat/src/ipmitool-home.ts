import { join } from 'node:path';

/**
 * ipmitool 1.8.19 reads IANA's list of all enterprise numbers at each start, and keeps some 5 MiB of it, to name vendors in
 * answers that no console asks for. A list in its home directory goes before that one, and the one there has a single entry; it
 * takes no list without any. Upstream and Debian differ in the name of the file.
 */
export const IPMITOOL_HOME = join(__dirname, '..', 'ipmitool-home');
