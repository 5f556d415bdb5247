/** `npm run bench upload`, and its quick form: rounds in which each client runs once. */
import { median } from '../budgets.ts';
import type { Values } from '../report.ts';
import { segmentBytes, UploadBench, type Run } from './bench.ts';
import { hasCurl } from './curl.ts';
import { clientNames, rowOf, settings, type Client, type Setting } from './rows.ts';

/** How much is measured at a setting. A number of rounds is odd. */
interface Extent {
  /** Segments of 4 MiB; at 150 ms a multiple of the segments at once, as of a large file they are. */
  readonly segments: number;
  readonly rounds: Readonly<Partial<Record<Client, number>>>;
}

/** What each process uploads before the upload that counts, as an editor's does that was used. */
const warmingSegments = 6;
const tinyBytes = 64 * 1024;
const slow = { 'twitter-api-v2': 1, '1 MiB at a time': 1 };
const whole: Record<Setting['delayMs'], Extent> = {
  0: { segments: 48, rounds: Object.fromEntries(clientNames.map((client) => [client, 5])) },
  150: { segments: 30, rounds: { ours: 3, curl: 3, '4 MiB at a time': 3, ...slow } },
};
const quick: Record<Setting['delayMs'], Extent> = {
  0: { segments: 48, rounds: { ours: 3, curl: 3 } },
  150: { segments: 30, rounds: { ours: 1, '4 MiB at a time': 1 } },
};
/** Milliseconds after which the upload of 16 GiB is stopped though it is not whole. */
const stretchMs = { whole: 100_000, quick: 10_000 };

type Runs = Map<Client, Run[]>;

async function runsAt(bench: UploadBench, { delayMs }: Setting, extent: Extent): Promise<Runs> {
  const videos = {
    tiny: await bench.video(tinyBytes),
    warming: await bench.video(warmingSegments * segmentBytes),
    file: await bench.video(extent.segments * segmentBytes),
  };
  const runs: Runs = new Map();
  const asked = clientNames.filter((client) => client in extent.rounds);
  const here = asked.filter((client) => client !== 'curl' || hasCurl());
  for (let round = 0; here.some((client) => round < (extent.rounds[client] ?? 0)); round += 1) {
    for (const client of here) {
      if (round >= (extent.rounds[client] ?? 0)) continue;
      const run = await bench.run(client, videos, delayMs);
      runs.set(client, [...(runs.get(client) ?? []), run]);
      console.error(`${rowOf.speed({ delayMs } as Setting, client)}: ${run.speed.toFixed(0)} MB/s`);
    }
  }
  return runs;
}

function rowsFor(setting: Setting, runs: Runs): Values {
  const measured: Record<string, number | null> = {};
  const references = runs.get(setting.reference) ?? [];
  for (const [client, own] of runs) {
    measured[rowOf.speed(setting, client)] = median(own.map(({ speed }) => speed));
    measured[rowOf.memory(setting, client)] = Math.max(...own.map(({ memory }) => memory));
    const loops = own.flatMap(({ loopMs }) => loopMs ?? []);
    if (loops.length > 0) measured[rowOf.loop(setting, client)] = median(loops);
    // In one round they ran one right after another, under the same load.
    const ratios = own.flatMap(({ speed }, round) => {
      const reference = references[round];
      return reference === undefined ? [] : [speed / reference.speed];
    });
    if (client !== setting.reference && ratios.length > 0) {
      measured[rowOf.ratio(setting, client)] = median(ratios);
    }
  }
  return measured;
}

async function measure(
  extents: Record<Setting['delayMs'], Extent>,
  milliseconds: number,
): Promise<Values> {
  await using bench = new UploadBench();
  const measured: Record<string, number | null> = {};
  for (const setting of settings) {
    const runs = await runsAt(bench, setting, extents[setting.delayMs]);
    if (!hasCurl()) {
      measured[rowOf.speed(setting, 'curl')] = null;
      if (setting.reference === 'curl') measured[rowOf.ratio(setting, 'ours')] = null;
    }
    Object.assign(measured, rowsFor(setting, runs));
  }
  const tiny = await bench.video(tinyBytes);
  const videos = { tiny, warming: tiny, file: await bench.sparseVideo() };
  const sparse = await bench.run('ours', videos, 0, milliseconds);
  measured[rowOf.sparse(sparse.isWhole, 'memory')] = sparse.memory;
  measured[rowOf.sparse(sparse.isWhole, 'event loop')] = sparse.loopMs ?? null;
  measured[rowOf.sparse(sparse.isWhole, 'speed')] = sparse.speed;
  return measured;
}

export const measureUploads = (): Promise<Values> => measure(whole, stretchMs.whole);
/** The lines that have a budget, in less than a minute. */
export const measureUploadsQuickly = (): Promise<Values> => measure(quick, stretchMs.quick);
