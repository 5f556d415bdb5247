import { isWorking, mayUpload } from '../uploads/states.ts';
import type { UploadRecord } from '../uploads/record.ts';
import { tellCarried, type CarriedOutcome } from '../views/carried.ts';
import { Gathering } from '../views/gathering.ts';
import type { App } from './app.ts';
import { apiOf } from './job.ts';

/** Milliseconds in which what happened to several uploads is told as one. */
const gatherMs = 300;

/**
 * Carries uploads on until each is ready or stops, each by the account that began it, and tells
 * what became of them. Never rejects.
 */
export async function carryOn(app: App, ids: readonly string[]): Promise<void> {
  using told = new Gathering<CarriedOutcome>(gatherMs, (outcomes) => {
    tellCarried(outcomes, app);
  });
  await Promise.all(
    ids.map(async (id) => {
      const record = app.library.get(id);
      if (record === undefined || app.activity.has(id)) return;
      told.add(await carryOne(app, record));
    }),
  );
}

/** One upload to its end. What stopped it is in the outcome, and in its row where it began. */
export async function carryOne(
  app: App,
  { id, file, caller }: UploadRecord,
): Promise<CarriedOutcome> {
  const begunAt = app.ports.now();
  const outcome = (rest: Pick<CarriedOutcome, 'carried' | 'error'>): CarriedOutcome => ({
    ...rest,
    id,
    name: file.name,
    record: app.library.get(id),
    tookMs: app.ports.now() - begunAt,
  });
  try {
    const [api, { carrier }] = await Promise.all([apiOf(app, caller), app.work()]);
    const carrying = carrier.carry(id, api, app.signal);
    // From here on it runs, though its row shows that only once the file was looked at.
    if (app.activity.has(id)) app.activity.note(id, 'Looking at the file…');
    return outcome({ carried: await carrying });
  } catch (error) {
    app.log.error(`An upload could not be carried on: ${String(error)}`);
    return outcome({
      carried: 'impossible',
      error: error instanceof Error ? error : new Error(String(error)),
    });
  }
}

/**
 * Those of the uploads that can be carried on now. Of one that another window works on, the lease
 * tells whether that window is still there.
 */
export function uploadable(app: App, ids: readonly string[]): string[] {
  return ids.filter((id) => {
    const record = app.library.get(id);
    if (record === undefined || app.activity.has(id)) return false;
    const isElsewhere = isWorking(record) && record.state !== 'initializing';
    return isElsewhere || mayUpload(record, app.ports.now());
  });
}
