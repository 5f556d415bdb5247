/** What is measured of inspections, and what it may cost: design data, no test. */
import { bytesMax, inspectionMs } from '../../../src/files/reading.ts';
import type { Budget } from '../budgets.ts';
import { hasFfmpeg, type Sample, samples } from './samples.ts';

export const KB = 1024;

export const rowOf = {
  read: ({ name }: Sample) => `inspect, ${name}: read`,
  first: ({ name }: Sample) => `inspect, ${name}: first`,
  warm: ({ name }: Sample) => `inspect, ${name}: warm`,
  memory: ({ name }: Sample) => `inspect, ${name}: memory`,
  mediabunny: ({ name }: Sample) => `inspect, ${name}: mediabunny alone`,
  ffprobe: ({ name }: Sample) => `inspect, ${name}: ffprobe`,
};

const made = hasFfmpeg ? 'made by ffmpeg' : 'made of the fixtures: no ffmpeg here';

function rowsOf(sample: Sample): [string, Budget][] {
  const isVideo = sample.kind === 'video';
  const rows: [string, Budget][] = [
    [
      rowOf.read(sample),
      {
        unit: 'KB',
        budget: bytesMax[sample.kind] / KB,
        note:
          sample.kind === 'gif'
            ? 'a GIF has no index: its frames are counted by walking it'
            : `bytes read of the file, its start included; ${made}`,
      },
    ],
    [
      rowOf.first(sample),
      {
        unit: 'ms',
        budget: inspectionMs,
        note: 'in a fresh process with the built code, which is loaded on the way; median of processes',
      },
    ],
    [
      rowOf.warm(sample),
      { unit: 'ms', budget: inspectionMs, note: 'again in the same processes; median' },
    ],
    [
      rowOf.memory(sample),
      {
        unit: 'MB',
        note: 'resident memory at its peak, in the first, above that before: code included; the largest',
      },
    ],
  ];
  if (isVideo) {
    rows.push(
      [
        rowOf.mediabunny(sample),
        {
          unit: '×',
          note: 'its time for size, codecs, duration and rate, as a multiple of ours, both warm',
        },
      ],
      [
        rowOf.ffprobe(sample),
        { unit: '×', note: 'the time of a process of it, as a multiple of ours' },
      ],
    );
  }
  return rows;
}

export const inspectBudgets: Readonly<Record<string, Budget>> = Object.fromEntries(
  samples.flatMap(rowsOf),
);
