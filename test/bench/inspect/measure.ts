/** `npm run bench inspect`: what it costs to know a file before X does. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buildProduct } from '../../harness/bundles.ts';
import { ProcessGroup } from '../../harness/processGroup.ts';
import { median } from '../budgets.ts';
import type { Values } from '../report.ts';
import type { Errand, Outcome } from './child.ts';
import { KB, rowOf } from './rows.ts';
import { hasFfmpeg, samples, type Sample } from './samples.ts';

/** Processes in which each file is inspected, and how often in each after the first time. */
const processes = 3;
const again = 20;
const megabyte = 1024 * 1024;

async function inspected(errand: Errand): Promise<Outcome> {
  const script = path.join(import.meta.dirname, 'child.ts');
  const group = new ProcessGroup(
    process.execPath,
    ['--expose-gc', script, JSON.stringify(errand)],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  try {
    const heard = Promise.withResolvers<Outcome>();
    group.child.once('message', (message) => {
      heard.resolve(message as Outcome);
    });
    const ended = group.exited.then((code): never => {
      throw new Error(`The inspection of ${errand.file} ended with ${code} and said nothing`);
    });
    return await Promise.race([heard.promise, ended]);
  } finally {
    await group.stop();
  }
}

function ffprobeMs(file: string): number {
  const runs = Array.from({ length: 5 }, () => {
    const begun = performance.now();
    spawnSync('ffprobe', ['-v', 'quiet', '-show_format', '-show_streams', file]);
    return performance.now() - begun;
  });
  return median(runs);
}

async function valuesOf(sample: Sample, file: string): Promise<Values> {
  const ours: Outcome[] = [];
  for (let n = 0; n < processes; n += 1) {
    ours.push(await inspected({ reader: 'ours', file, again }));
  }
  const warm = median(ours.flatMap(({ againMs }) => againMs));
  const measured: Record<string, number | null> = {
    [rowOf.read(sample)]: Math.max(...ours.map(({ bytesRead = 0 }) => bytesRead)) / KB,
    [rowOf.first(sample)]: median(ours.map(({ firstMs }) => firstMs)),
    [rowOf.warm(sample)]: warm,
    [rowOf.memory(sample)]: Math.max(...ours.map(({ memoryBytes }) => memoryBytes)) / megabyte,
  };
  if (sample.kind === 'video') {
    const other = await inspected({ reader: 'mediabunny', file, again: 5 });
    measured[rowOf.mediabunny(sample)] = median(other.againMs) / warm;
    measured[rowOf.ffprobe(sample)] = hasFfmpeg ? ffprobeMs(file) / warm : null;
  }
  return measured;
}

export async function measureInspections(): Promise<Values> {
  await buildProduct();
  const measured: Record<string, number | null | undefined> = {};
  for (const sample of samples) {
    // One at a time: some have hundreds of megabytes.
    const folder = await mkdtemp(path.join(os.tmpdir(), 'x-media-inspect-'));
    try {
      const file = await sample.make(folder);
      Object.assign(measured, await valuesOf(sample, file));
      console.error(`${rowOf.warm(sample)}: ${measured[rowOf.warm(sample)]?.toFixed(1)} ms`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return measured;
}
