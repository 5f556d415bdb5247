/**
 * The parts of undici that the product uses, in place of its index, which brings fetch, caches,
 * mocks and WebSockets too: a third of the .vsix. Each is what the index exports by that name.
 */
'use strict';
const Dispatcher = require('undici/lib/dispatcher/dispatcher');
// As the index does it: what makes `dispatcher.request` there is.
Object.assign(Dispatcher.prototype, require('undici/lib/api'));

module.exports = {
  Agent: require('undici/lib/dispatcher/agent'),
  Pool: require('undici/lib/dispatcher/pool'),
  ProxyAgent: require('undici/lib/dispatcher/proxy-agent'),
  buildConnector: require('undici/lib/core/connect'),
};
