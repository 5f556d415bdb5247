/** Refreshes an account over and over, until it is killed: arguments are a folder and its id. */
import path from 'node:path';
import { systemPorts } from '../../../src/api/ports.ts';
import { openWindow, secretsIn } from './windows.ts';

const [, , dir = '', id = ''] = process.argv;
const { signal } = new AbortController();
let now = Date.now();
const ports = { ...systemPorts, now: () => now };
const window = openWindow({
  ...{ dir: path.join(dir, 'left'), secrets: secretsIn(path.join(dir, 'secrets')), ports },
});

for (let times = 1; ; times += 1) {
  now += 2 * 3_600_000;
  await window.refresher.fresh(id, signal);
  // The first ones take far longer than any other.
  if (times === 3) process.stdout.write('warm');
}
