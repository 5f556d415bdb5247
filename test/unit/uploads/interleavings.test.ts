/**
 * Whatever failures, pauses, kills and restarts an upload meets, by one window or two: X ends with
 * exactly the file's bytes, no acknowledged segment is sent again, and never two windows send.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { carryRig } from './carryRig.ts';
import { live, lives } from './interleaved.ts';
import { virtualTime } from './virtualTime.ts';

/** Lives of uploads; a soak takes more. */
const numRuns = Number(process.env.X_MEDIA_LIVES ?? 20);

it('any life of an upload ends with the file at X', async () => {
  const time = virtualTime();
  await using r = await carryRig({
    ports: time.patient,
    carrierPorts: time.ports,
    sandbox: { clock: time.now },
  });
  let steps = 0;
  await fc.assert(
    fc.asyncProperty(lives, async (life) => {
      steps += await live(r, time, life);
    }),
    { numRuns },
  );
  expect(steps).toBeGreaterThan(100);
}, 60_000);
