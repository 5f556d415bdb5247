/** Carries an upload whose disk fills up and is emptied again, and prints what came of it. */
import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { carryRig, sha256Of } from './carryRig.ts';
import { until } from './support.ts';

const [, , dir = ''] = process.argv;
const filler = path.join(dir, 'filler');
await using r = await carryRig({ segmentBytes: 100 });
const file = await r.file('cat.png', 90_000);
const id = await r.initialized(file);
const carrying = r.carry(id);
await until(() => r.x.requests().length > 20, 'segments are under way');
for (let size = 4096; size > 0;) {
  try {
    writeFileSync(filler, 'x'.repeat(size), { flag: 'a' });
  } catch {
    size = 0;
  }
}
const ended = await carrying;
const record = r.record(id);
const sent = r.x.requests().length;
// Continued on the full disk.
await r.carry(id);
const sentMeanwhile = r.x.requests().length - sent;
await rm(filler);
const then = await r.carry(id);
const [upload] = r.x.uploads();
process.stdout.write(
  JSON.stringify({
    ended,
    explanation: record.state === 'paused' ? record.problem?.explanation : undefined,
    sentMeanwhile,
    then,
    repeats: upload?.repeats,
    sameBytes: upload?.sha256 === (await sha256Of(file)),
  }),
);
