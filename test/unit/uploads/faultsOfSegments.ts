import type { Fault } from '../../../src/sandbox/server.ts';
import { both, type FaultRow } from './faultRow.ts';

const kib = 1024;
/** Five segments, the last one shorter, of which X takes half as much at once. */
const large = { bytes: 600 * kib, segmentBytes: 128 * kib, sandbox: { segmentBytesMax: 64 * kib } };
const first = (status: number, times = 1): Fault[] => [
  { call: 'append', times, action: { status } },
];

export const order: FaultRow[] = [
  {
    name: 'segments beside each other',
    dialects: both,
    parallel: 3,
    sandbox: { segmentOrder: 'sequential' },
    ends: 'ready',
    received: { initialize: 1, finalize: 1 },
    waits: [],
  },
  {
    name: 'segments beside each other, while it is slow',
    dialects: both,
    parallel: 3,
    sandbox: { segmentOrder: 'sequential', answerAfterMs: 10 },
    ends: 'ready',
    received: { initialize: 1 },
    waits: [],
  },
  {
    name: 'segments beside each other, and is unwell',
    parallel: 3,
    sandbox: { segmentOrder: 'sequential' },
    faults: [{ call: 'append', nth: 5, action: { status: 503 } }],
    ends: 'ready',
    waits: [500],
  },
  {
    name: 'one of three segments, once',
    parallel: 3,
    faults: first(400),
    ends: 'ready',
    received: { append: 6 },
    waits: [],
  },
  {
    name: 'each of three segments',
    parallel: 3,
    faults: first(400, 4),
    ends: 'failed',
    kind: 'invalid-request',
    received: { append: 4 },
  },
  {
    name: 'the only segment',
    parallel: 3,
    bytes: 900,
    faults: first(400),
    ends: 'failed',
    kind: 'invalid-request',
    received: { append: 1 },
  },
];

export const size: FaultRow[] = [
  {
    name: 'the first segment',
    dialects: both,
    ...large,
    ends: 'ready',
    received: { initialize: 2, append: 11, finalize: 1 },
    waits: [],
  },
  {
    name: 'the first segment, with a 431',
    ...large,
    sandbox: { segmentBytesMax: 64 * kib, segmentTooLargeStatus: 431 },
    ends: 'ready',
    received: { initialize: 2, append: 11 },
  },
  {
    name: 'the first segments, all at once',
    ...large,
    parallel: 3,
    ends: 'ready',
    received: { initialize: 2, finalize: 1 },
  },
  {
    name: 'the first segment, twice',
    ...large,
    segmentBytes: 256 * kib,
    ends: 'ready',
    received: { initialize: 3, append: 12 },
  },
  {
    name: 'all but the last, which is small',
    ...large,
    bytes: 129 * kib,
    parallel: 3,
    ends: 'ready',
    received: { initialize: 2 },
  },
  {
    name: 'the only segment',
    ...large,
    bytes: 100 * kib,
    segmentBytes: 256 * kib,
    ends: 'ready',
    received: { initialize: 2, append: 3 },
  },
  {
    name: 'a segment that is small already',
    faults: first(413),
    ends: 'failed',
    kind: 'too-large',
    says: /even a segment of .*proxy/,
    received: { initialize: 1, append: 1 },
  },
  {
    name: 'segments of which there would be too many',
    bytes: 65 * 1024 * kib,
    segmentBytes: 128 * kib,
    faults: first(413),
    ends: 'failed',
    kind: 'too-large',
    says: /more than the 1000 segments/,
    received: { initialize: 1, append: 1 },
  },
  {
    name: 'a segment after others',
    faults: [{ call: 'append', nth: 3, action: { status: 413 } }],
    ends: 'paused',
    kind: 'too-large',
    says: /Set xMedia\.segmentSizeMiB to less/,
    received: { initialize: 1, append: 3 },
  },
  {
    name: 'the first segment, and has no credits left',
    ...large,
    faults: [{ call: 'initialize', action: { status: 402 } }],
    ends: 'paused',
    kind: 'credits',
    received: { initialize: 2, append: 1 },
  },
  {
    name: 'the first segment, and is unwell',
    ...large,
    faults: [{ call: 'initialize', action: { status: 503 } }],
    ends: 'ready',
    received: { initialize: 3, append: 11 },
    waits: [500],
  },
  {
    name: 'the first segment, and loses the new media_id',
    ...large,
    faults: [{ call: 'initialize', action: { reset: 'after' } }],
    ends: 'paused',
    kind: 'interrupted',
    received: { initialize: 2, append: 1 },
  },
];
