import redfishVnc from '@ironbridge/redfish-vnc';
import { describeFaults } from '../support/describe-faults.js';
import { REDFISH_WAYS } from '../support/redfish-ways.js';

describeFaults(redfishVnc, REDFISH_WAYS);
