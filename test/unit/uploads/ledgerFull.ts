/** Writes a ledger on a disk that fills up and is emptied again, and prints what came of it. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Ledger } from '../../../src/uploads/ledger.ts';
import { header, told, toldOnDisk } from './ledgerSupport.ts';

const [, , dir = '', code] = process.argv;
const filler = path.join(dir, 'filler');
const head = header({ totalBytes: 100_000 });
const ledger = await Ledger.create(dir, head);
const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

await ledger.sent(100);
await ledger.sent(101);
await ledger.acknowledged(100);
if (code === 'ENOSPC') {
  for (let size = 4096; size > 0;) {
    try {
      writeFileSync(filler, 'x'.repeat(size), { flag: 'a' });
    } catch {
      size = 0;
    }
  }
}
// Up to the last line that there is room for, in writes that are torn in the middle.
const refused: (string | undefined)[] = [];
let agrees = true;
let index = 102;
for (let atOnce = 90; atOnce >= 1; atOnce = Math.floor(atOnce / 2)) {
  try {
    for (;;) {
      const batch = Array.from({ length: atOnce }, (_, at) => ledger.sent(index + at));
      await Promise.all(batch);
      index += atOnce;
      // Nothing is left of the lines that were refused before.
      agrees &&= isDeepStrictEqual(await toldOnDisk(dir, head), told(ledger));
    }
  } catch (error) {
    if (atOnce === 1) refused.push(codeOf(error));
  }
}
await ledger.acknowledged(101).catch((error: unknown) => refused.push(codeOf(error)));
const { acknowledged: inMemory } = told(ledger);
const missing = ledger.missing().length;

if (code === 'ENOSPC') await rm(filler);
else execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=unlimited:']);
await ledger.sent(999);
const sentAfterwards = ledger.isAmbiguous(999);
await ledger[Symbol.asyncDispose]();
const onDisk = (await toldOnDisk(dir, head))?.acknowledged;
process.stdout.write(
  JSON.stringify({ refused, agrees, inMemory, missing, sentAfterwards, onDisk }),
);
