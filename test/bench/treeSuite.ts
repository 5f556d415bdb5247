/** The library and the view over ten thousand state files; bundled with a stand-in for `vscode`. */
import { setImmediate as turn } from 'node:timers/promises';
import { systemPorts } from '../../src/api/ports.ts';
import { Library } from '../../src/uploads/library.ts';
import { UploadStore } from '../../src/uploads/store.ts';
import { Activity } from '../../src/uploads/activity.ts';
import { UploadsTree } from '../../src/views/uploadsTree.ts';
import { type Measured, median } from './budgets.ts';
import { manyUploads } from './manyUploads.ts';
import { show } from './standIn.ts';

const ticks = 200;

const quiet = () => undefined;
const log = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

export async function measureTree(folder: string): Promise<Measured> {
  const ports = systemPorts;
  const library = new Library({ store: new UploadStore(folder, log), ports, log });
  const activity = new Activity();
  const tree = new UploadsTree({ library, activity, now: ports.now });

  const reading = performance.now();
  await library.load();
  const read = performance.now();
  const rows = await tree.getChildren();
  for (const row of rows) void tree.getTreeItem(row);
  const drawn = performance.now();
  if (rows.length !== manyUploads) throw new Error(`${rows.length} of ${manyUploads} were read`);

  await turn();
  const idle = timers();
  const durations: number[] = [];
  for (let n = 0; n < ticks; n += 1) {
    const began = performance.now();
    show(true);
    durations.push(performance.now() - began);
  }
  if (timers() <= idle) throw new Error('the visible view has no timer to be measured');
  show(false);
  const hidden = timers() - idle;

  for (const part of [tree, activity, library]) part.dispose();
  return {
    '10,000 uploads: reading': read - reading,
    '10,000 uploads: items': drawn - read,
    '10,000 uploads: a tick': median(durations),
    '10,000 uploads: timers while hidden': hidden,
  };
}
