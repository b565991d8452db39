'use strict';

// A unit test that forgets to mock its HTTP must fail, not reach for the network. nock changes the http module of the whole
// worker process, so the next test file gets it back as it was.
const nock = require('nock');

nock.disableNetConnect();
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});
