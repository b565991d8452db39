import idracVnc from '@ironbridge/idrac-vnc';
import { describeFaults } from '../support/describe-faults.js';
import { IDRAC_WAYS } from '../support/idrac-ways.js';

describeFaults(idracVnc, IDRAC_WAYS);
