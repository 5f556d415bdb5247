/** Writes one upload's record over and over, until it is killed: `node writeLoop.ts <folder>`. */
import { UploadStore } from '../../../src/uploads/store.ts';
import { initialized } from './support.ts';

const [, , dir = ''] = process.argv;
const quiet = () => undefined;
const store = new UploadStore(dir, { debug: quiet, info: quiet, warn: quiet, error: quiet });
const record = initialized({}, ['x'.repeat(20_000)]);

for (let revision = 0; ; revision += 1) {
  await store.write({ ...record, revision });
  process.stdout.write(`${record.id} ${revision}\n`);
}
