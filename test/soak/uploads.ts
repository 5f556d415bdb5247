/** Lives of uploads, one after another, for as long as it takes: see interleavings.test.ts. */
import fc from 'fast-check';
import { carryRig } from '../unit/uploads/carryRig.ts';
import { live, lives } from '../unit/uploads/interleaved.ts';
import { virtualTime } from '../unit/uploads/virtualTime.ts';

/** Lives after which the sandbox is another one: it forgets no upload. */
const livesOfASandbox = 200;

export interface Soaked {
  /** Requests to X. */
  readonly steps: number;
  readonly lives: number;
}

/**
 * Until `steps` requests have gone out or `stopped` aborts. Rejects with the failure of the first
 * life that ends otherwise than with the file at X; its message has what happened in it.
 */
export async function soakUploads(
  steps: number,
  stopped: AbortSignal,
  onProgress: (soaked: Soaked) => void,
): Promise<Soaked> {
  let soaked: Soaked = { steps: 0, lives: 0 };
  const goesOn = () => soaked.steps < steps && !stopped.aborted;
  while (goesOn()) {
    const time = virtualTime();
    await using r = await carryRig({
      ports: time.patient,
      carrierPorts: time.ports,
      sandbox: { clock: time.now },
    });
    for (const life of fc.sample(lives, livesOfASandbox)) {
      if (!goesOn()) break;
      try {
        const taken = await live(r, time, life);
        soaked = { steps: soaked.steps + taken, lives: soaked.lives + 1 };
      } catch (error) {
        throw new Error(`${String(error)} After ${soaked.steps} steps: ${JSON.stringify(life)}`, {
          cause: error,
        });
      }
      await fetch(`${r.x.url}/_sandbox/requests`, { method: 'DELETE' });
    }
    onProgress(soaked);
  }
  return soaked;
}
