import type { Logger, Ports } from '../api/ports.ts';
import type { CarriedRow } from './carriedRow.ts';
import { cancelledWith, failureOf } from './failures.ts';
import { thisProcess } from './owner.ts';
import { stages, type Sending } from './record.ts';
import type { Stop } from './stop.ts';

export type Ending = 'ready' | 'paused' | 'failed' | 'expired' | 'closed';

interface SettlingRoom {
  readonly ports: Ports;
  readonly log: Logger;
}

/** Puts into the row why the work on it ended. */
export async function settle(
  stop: Stop,
  row: CarriedRow,
  sending: Sending,
  { ports, log }: SettlingRoom,
): Promise<Ending> {
  const now = ports.now();
  // A window that closes leaves the row as it is: the next one sees that nobody works on it.
  if (stop.type === 'wished' && stop.how === 'close') return 'closed';
  if (row.is('initialized', 'paused')) {
    // It stopped before anything was sent, but it is under way since the user said so.
    const started = { type: 'started', stage: 'uploading', sending, owner: thisProcess } as const;
    row.advance(['initialized', 'paused'], started);
  }
  switch (stop.type) {
    case 'wished': {
      const problem =
        stop.how === 'cancel'
          ? cancelledWith(sending, row.totalBytes, row.media?.expiresAt, now)
          : undefined;
      await row.move(stages, { type: 'paused', problem });
      return 'paused';
    }
    case 'expired':
      await row.move(stages, { type: 'paused' });
      return 'expired';
    case 'fail':
      await row.move(stages, { type: 'failed', failure: failureOf(stop.error, now) });
      return 'failed';
    default:
      log.info(`An upload waits for the user: ${stop.error.message}`);
      await row.move(stages, { type: 'paused', problem: failureOf(stop.error, now) });
      return 'paused';
  }
}
