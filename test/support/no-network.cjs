'use strict';

// A unit test that forgets to mock its HTTP must fail, not reach for the network.
require('nock').disableNetConnect();
