/** A folder of ten thousand uploads, as a year of heavy use leaves it. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { UploadRecord } from '../../src/uploads/record.ts';

export const manyUploads = 10_000;

const hour = 3_600_000;

function upload(n: number, now: number): UploadRecord {
  const hex = n.toString(16).padStart(12, '0');
  return {
    version: 2,
    id: `00000000-0000-4000-8000-${hex}`,
    revision: 2,
    createdAt: now - n * 1000,
    updatedAt: now - n * 1000,
    file: { path: `/media/clip ${n}.mp4`, name: `clip ${n}.mp4`, size: 14016, mtimeMs: now },
    caller: {
      environment: 'sandbox',
      origin: 'http://127.0.0.1:4010',
      account: 'Sandbox',
      dialect: 'v2',
    },
    choices: {},
    notes: [],
    state: 'initialized',
    request: { media_type: 'video/mp4', total_bytes: 14016, media_category: 'tweet_video' },
    media: {
      id: String(1_880_028_106_020_515_840n + BigInt(n)),
      mediaKey: `7_${1_880_028_106_020_515_840n + BigInt(n)}`,
      // Spread, so that no two rows change at one moment. The first is within the hour that the
      // status bar counts down, which shows that all were read.
      expiresAt: n === 0 ? now + hour - 60_000 : now + 48 * hour + n * 100_000,
    },
    warnings: [],
  };
}

/** Replaces `folder` by one of `count` state files. */
export async function writeManyUploads(folder: string, count = manyUploads): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const now = Date.now();
  for (let start = 0; start < count; start += 500) {
    const batch = Array.from({ length: Math.min(500, count - start) }, (_, n) =>
      upload(start + n, now),
    );
    await Promise.all(
      batch.map((record) =>
        writeFile(path.join(folder, `${record.id}.json`), JSON.stringify(record, undefined, 1)),
      ),
    );
  }
}
