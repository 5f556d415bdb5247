/**
 * Wants a lease: `node leaseLoop.ts <file>`. Says `ready`, waits for a line, and tries until its
 * input ends: `took` when it has it, `kept` or `lost` each time it looks again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { takeLease, type Lease } from '../../../src/uploads/lease.ts';

const [, , file = ''] = process.argv;
const say = (line: string) => process.stdout.write(`${line}\n`);
process.stdin.on('end', () => process.exit());
process.stdin.once('data', () => void run());
say('ready');

async function run(): Promise<void> {
  let lease: Lease | undefined;
  for (let tries = 1; ; tries += 1) {
    lease = await takeLease(file);
    if (lease !== undefined) break;
    if (tries === 1) say('refused');
    await sleep(2);
  }
  say('took');
  for (;;) {
    await sleep(5);
    say((await lease.held()) ? 'kept' : 'lost');
  }
}
