/** The product's engine and client, from the source: record, ledger and lease on a real disk. */
import { setTimeout as delay } from 'node:timers/promises';
import { mediaApi } from '../../../src/api/dialects.ts';
import { systemPorts as ports } from '../../../src/api/ports.ts';
import { Redactor } from '../../../src/api/redact.ts';
import { defaultTimeLimits, HttpTransport } from '../../../src/api/transport.ts';
import { createUndiciClient } from '../../../src/api/undiciClient.ts';
import { inspectFile } from '../../../src/files/inspect.ts';
import { Activity } from '../../../src/uploads/activity.ts';
import type { Job } from '../../../src/uploads/job.ts';
import { Library } from '../../../src/uploads/library.ts';
import { UploadStore } from '../../../src/uploads/store.ts';
import { createWork } from '../../../src/uploads/work.ts';
import { runErrand, type Errand, type Upload } from './meter.ts';

const silent = () => undefined;
// A stretch ends with requests that are cut off, which is no news.
const log = { debug: silent, info: silent, warn: silent, error: console.error };
const never = new AbortController().signal;

async function open({ origin, dir, segmentBytes, parallel }: Errand): Promise<Upload> {
  const transport = new HttpTransport({
    loadClient: () => Promise.resolve(createUndiciClient(defaultTimeLimits)),
    log,
    redactor: new Redactor(),
    ports,
  });
  const credential = {
    origin,
    label: 'Bench',
    kind: 'oauth2' as const,
    authorization: () => Promise.resolve('Bearer bench'),
  };
  const api = mediaApi('v2', { origin, credential, transport, ports, userAgent: 'bench/1' });
  const library = new Library({ store: new UploadStore(dir, log), ports, log });
  await library.load();
  const activity = new Activity();
  const work = createWork({
    library,
    activity,
    inspect: inspectFile,
    dir,
    ports,
    log,
    segmentBytes: () => segmentBytes,
    parallel: () => parallel,
  });
  const job: Job = {
    api,
    tier: 'standard',
    mediaUse: () => 'post',
    caller: { environment: 'custom', origin, account: 'Bench', dialect: api.dialect },
  };
  return async (file, stretchMs) => {
    const { record, error } = await work.uploads.initialize(file, {}, job, never);
    if (record?.state !== 'initialized') throw error ?? new Error('not initialized');
    const { id } = record;
    if (stretchMs !== undefined) {
      void delay(stretchMs, undefined, { ref: false }).then(() => {
        activity.stop(id, 'pause');
      });
    }
    const carried = await work.carrier.carry(id, api, never);
    if (carried !== 'ready' && (carried !== 'paused' || stretchMs === undefined)) {
      throw new Error(`The upload ended ${carried}: ${JSON.stringify(library.get(id))}`);
    }
  };
}

await runErrand(open);
