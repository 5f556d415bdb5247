/**
 * What X may answer instead of a media_id, as data: one row a test (faults.test.ts). What the
 * sandbox is armed with, and what must come of it.
 */
import { answer, html, json, type FaultRow } from './faultRow.ts';
import { badRequests, refusedCallers } from './faultsOfCalls.ts';
import { limits, others } from './faultsOfLimits.ts';

/** 2xx without an id that may be used. */
const unusable: readonly FaultRow[] = [
  ['200 with nothing', 200, '', 'with nothing'],
  ['202 with spaces', 202, ' \n', 'with nothing'],
  ['200 with a web page', 200, html, 'with a web page'],
  ['200 with half of its JSON', 200, '{"data":{"id":"188', 'something that is not JSON'],
  ['200 with plain words', 200, 'OK', 'X says: “OK”'],
  ['200 with null', 200, 'null', 'without a usable media_id'],
  ['200 with a list', 200, '[]', 'without a usable media_id'],
  ['200 with data null', 200, '{"data":null}', 'without a usable media_id'],
  ['200 with 20 digits', 200, '{"data":{"id":"18800281060205158400"}}', 'without a usable'],
  ['201 with letters', 201, '{"data":{"id":"188x"}}', 'without a usable media_id'],
  ['200 with a number', 200, '{"data":{"id":1880028106020515840}}', 'without a usable media_id'],
  ['200 with an empty id', 200, '{"data":{"id":""}}', 'without a usable media_id'],
  ['200 with a line after the id', 200, '{"data":{"id":"188\\n"}}', 'without a usable media_id'],
  ['200 with "__proto__" as the id', 200, '{"data":{"id":"__proto__"}}', 'without a usable'],
  ['200 with the id in a prototype', 200, '{"data":{"__proto__":{"id":"188"}}}', 'usable'],
  ['200 with a path as the id', 200, '{"data":{"id":"../../../1"}}', 'without a usable media_id'],
].map<FaultRow>(([name, status, body, says]) => ({
  name: String(name),
  action: answer(Number(status), String(body), {}, json),
  kind: 'unexpected-answer',
  says: String(says),
  remedy: 'no proxy or sign-in page',
  requests: 1,
}));

const wordsOnly: FaultRow = {
  name: '200 with errors only',
  action: answer(200, { errors: [{ detail: 'Try later' }] }, {}, json),
  kind: 'unexpected-answer',
  says: 'X gave no media_id (HTTP 200). X says: “Try later”',
  remedy: 'Follow what X says',
  requests: 1,
};

export const faultRows = [
  ...badRequests,
  ...refusedCallers,
  ...limits,
  ...others,
  ...unusable,
  wordsOnly,
];
