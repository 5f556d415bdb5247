/** Rows whose window is gone, as the next window finds them. */
import { expect, it } from 'vitest';
import { Library } from '../../../src/uploads/library.ts';
import { transition } from '../../../src/uploads/states.ts';
import { UploadStore } from '../../../src/uploads/store.ts';
import { keptLog, standing } from '../api/support.ts';
import { folder, heldPorts, initialized, mediaId } from './support.ts';

/** Above every process id of Linux. */
const deadPid = 2 ** 30;

it.each<[what: string, acknowledged: () => Promise<number | undefined>, bytes: number]>([
  ['counts what its ledger has', () => Promise.resolve(300), 300],
  ['keeps its own count where there is no ledger', () => Promise.resolve(undefined), 200],
  [
    'waits all the same when its ledger cannot be read',
    () => Promise.reject(new Error('EIO')),
    200,
  ],
])('an upload that its window left %s', async (_, acknowledged, bytes) => {
  await using dir = await folder();
  const { log } = keptLog();
  const store = new UploadStore(dir.path, log);
  const sending = { segmentBytes: 100, acknowledgedBytes: 200 };
  const started = {
    type: 'started',
    stage: 'uploading',
    sending,
    owner: { pid: deadPid },
  } as const;
  const left = transition(initialized({ expiresAt: standing + 60_000 }), started, standing);
  await store.write(left);
  const asked: string[][] = [];
  const { ports } = heldPorts();
  const library = new Library({
    store,
    ports,
    log,
    acknowledgedBytes: (...of) => {
      asked.push(of);
      return acknowledged();
    },
  });
  try {
    await library.load();
    expect(library.get(left.id)).toMatchObject({
      state: 'paused',
      stage: 'uploading',
      sending: { acknowledgedBytes: bytes },
      problem: { kind: 'closed' },
    });
    expect(asked).toEqual([[left.id, mediaId]]);
  } finally {
    library.dispose();
  }
});
