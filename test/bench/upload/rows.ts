/** What is measured of uploads, and what it may cost or must reach: design data, no test. */
import type { Budget } from '../budgets.ts';

/** Each client, and what it is. */
export const clients = {
  ours: 'the product’s engine and client with ledger and lease, 3 segments of 4 MiB at once, warm',
  curl: 'one process and connection, 4 MiB bodies framed before and streamed from disk',
  'twitter-api-v2': 'v2.uploadMedia as it comes: 1 MiB at a time, from one buffer',
  '4 MiB at a time': 'a plain loop around undici, one connection, one prebuilt body',
  '1 MiB at a time': 'the same loop with 1 MiB',
} as const;
export type Client = keyof typeof clients;
export const clientNames = Object.keys(clients) as Client[];

/** Milliseconds of server time per request, and who the others are held against then. */
export const settings = [
  { delayMs: 0, reference: 'curl', least: 0.8 },
  { delayMs: 150, reference: '4 MiB at a time', least: 2.8 },
] as const satisfies readonly { delayMs: number; reference: Client; least: number }[];
export type Setting = (typeof settings)[number];

export const megabyte = 1_000_000;
const loopMs = 50;

export const rowOf = {
  speed: ({ delayMs }: Setting, client: Client) => `upload, ${delayMs} ms: ${client}`,
  ratio: (setting: Setting, client: Client) =>
    `${rowOf.speed(setting, client)}, against ${setting.reference}`,
  memory: (setting: Setting, client: Client) => `${rowOf.speed(setting, client)}, memory`,
  loop: (setting: Setting, client: Client) => `${rowOf.speed(setting, client)}, event loop`,
  sparse: (whole: boolean, what: 'memory' | 'event loop' | 'speed') =>
    `upload, 16 GiB sparse${whole ? '' : ' (a stretch of it)'}: ${what}`,
};

function rowsOf(setting: Setting): [string, Budget][] {
  return clientNames.flatMap((client): [string, Budget][] => {
    const isOurs = client === 'ours';
    const isNode = client !== 'curl';
    const rows: [string, Budget | undefined][] = [
      [
        rowOf.speed(setting, client),
        {
          unit: 'MB/s',
          note: `${clients[client]}; initialize answered → last append answered; median`,
        },
      ],
      [
        rowOf.ratio(setting, client),
        client === setting.reference
          ? undefined
          : {
              unit: '×',
              ...(isOurs ? { least: setting.least } : {}),
              note: 'of the two in the same round; median',
            },
      ],
      [
        rowOf.memory(setting, client),
        {
          unit: 'MB',
          note: isNode
            ? 'resident memory at its peak, above idle after an upload of 64 KiB, in a process of its own; the largest'
            : 'resident memory at its peak, of the whole program; the largest',
        },
      ],
      [
        rowOf.loop(setting, client),
        isNode
          ? {
              unit: 'ms',
              ...(isOurs ? { budget: loopMs } : {}),
              note: 'lateness of timers in that process, p99; median',
            }
          : undefined,
      ],
    ];
    return rows.filter((row): row is [string, Budget] => row[1] !== undefined);
  });
}

/** Bytes of a segment where 16 GiB make a thousand, and how many are under way at once. */
export const sparse = {
  totalBytes: 17_179_869_184,
  segmentBytes: 17_179_870,
  parallel: 3,
} as const;

function sparseRows(whole: boolean): [string, Budget][] {
  const segments = (sparse.parallel * sparse.segmentBytes) / megabyte;
  return [
    [
      rowOf.sparse(whole, 'memory'),
      {
        unit: 'MB',
        budget: Math.round((segments + 32) * 100) / 100,
        note: 'ours, 3 segments of 17.2 MB at once: resident memory at its peak, above idle',
      },
    ],
    [
      rowOf.sparse(whole, 'event loop'),
      { unit: 'ms', budget: loopMs, note: 'lateness of timers in that process, p99' },
    ],
    [rowOf.sparse(whole, 'speed'), { unit: 'MB/s', note: 'as above, 0 ms of server time' }],
  ];
}

export const uploadBudgets: Readonly<Record<string, Budget>> = Object.fromEntries([
  ...settings.flatMap(rowsOf),
  ...[true, false].flatMap(sparseRows),
]);
