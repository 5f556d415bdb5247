import { both, soon, type FaultRow } from './faultRow.ts';
import type { NetworkFault } from './brokenNetwork.ts';

const append = /append|upload\.json/;
const third = (does: NetworkFault['does'], bytes = 0): NetworkFault[] => [
  { on: append, nth: 3, does, bytes },
];
const hour = 3_600_000;

export const network: FaultRow[] = [
  {
    name: 'drops the connection in the middle of a segment',
    network: third('drop', 900),
    ends: 'ready',
    received: { append: 6 },
    waits: [500],
  },
  {
    name: 'drops the connection before a byte',
    dialects: both,
    network: third('drop'),
    ends: 'ready',
    waits: [500],
  },
  {
    name: 'drops it three times',
    network: [{ on: append, nth: 2, times: 3, does: 'drop', bytes: 900 }],
    ends: 'ready',
    received: { append: 8 },
    waits: [500, 1000, 2000],
  },
  {
    name: 'passes nothing on',
    limits: soon,
    network: third('stall'),
    ends: 'ready',
    received: { append: 5 },
    waits: [500],
  },
  {
    name: 'brings no answer back',
    limits: soon,
    network: third('half-open'),
    ends: 'ready',
    received: { append: 6 },
    again: [2],
    waits: [500],
  },
  {
    name: 'cuts an answer off',
    network: third('cut', 20),
    ends: 'ready',
    received: { append: 6 },
    again: [2],
    waits: [500],
  },
  {
    name: 'is slow',
    network: third('slow', 40),
    ends: 'ready',
    received: { append: 5 },
    waits: [],
  },
  {
    name: 'brings no answer to finalize back',
    limits: soon,
    type: 'mp4',
    network: [{ on: /finalize/, does: 'half-open' }],
    ends: 'ready',
    received: { finalize: 1, status: 1 },
    waits: [],
  },
  {
    name: 'drops finalize',
    network: [{ on: /finalize/, does: 'drop' }],
    ends: 'ready',
    received: { finalize: 1, status: 1 },
    waits: [500],
  },
  {
    name: 'drops STATUS',
    type: 'mp4',
    sandbox: { processingSecs: 2 },
    network: [{ on: /STATUS/, does: 'drop' }],
    ends: 'ready',
    received: { finalize: 1, status: 2 },
  },
  {
    name: 'is refused for ten seconds',
    dialects: both,
    downMs: 10_000,
    ends: 'ready',
    received: { append: 5, finalize: 1 },
    waits: [500, 1000, 2000, 4000, 8000],
  },
  {
    name: 'is gone for an hour',
    downMs: hour,
    ends: 'ready',
    received: { append: 5 },
    waits: [500, 1000, 2000, 4000, 8000, 16_000, ...Array<number>(179).fill(20_000)],
  },
  {
    name: 'is gone until the media_id has expired',
    sandbox: { expiresAfterSecs: 60 },
    downMs: hour,
    ends: 'expired',
    received: { append: 0 },
    waits: [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 8500],
  },
];

export const expiry: FaultRow[] = [
  {
    name: 'before it began',
    sandbox: { expiresAfterSecs: 60 },
    before: ({ time }) => {
      time.pass(60_000);
    },
    ends: 'impossible',
    received: { append: 0 },
  },
  {
    name: 'while a rate limit was waited for',
    sandbox: { expiresAfterSecs: 300 },
    faults: [
      { call: 'append', nth: 3, action: { status: 429, headers: { 'retry-after': '600' } } },
    ],
    ends: 'expired',
    received: { append: 3, finalize: 0 },
    waits: [300_000],
  },
  {
    name: 'while finalize was waited for',
    sandbox: { expiresAfterSecs: 300 },
    faults: [{ call: 'finalize', action: { status: 503, headers: { 'retry-after': '600' } } }],
    ends: 'expired',
    received: { append: 5, finalize: 1 },
    waits: [600_000],
  },
  {
    name: 'not, since each segment renews it',
    sandbox: { expiresAfterSecs: 60, appendRenewsSecs: 3600 },
    faults: [
      { call: 'append', nth: 3, action: { status: 503, headers: { 'retry-after': '120' } } },
    ],
    ends: 'ready',
    received: { append: 6 },
    waits: [120_000],
  },
  {
    name: 'not, since finalize renews it',
    type: 'mp4',
    sandbox: { expiresAfterSecs: 60, processingSecs: 120 },
    faults: [
      {
        call: 'status',
        times: 2,
        action: { merge: { data: { processing_info: { check_after_secs: 60 } } } },
      },
    ],
    ends: 'ready',
    received: { status: 3 },
    waits: [1000, 60_000, 60_000],
  },
];
