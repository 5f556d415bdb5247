import { settings, type AfterInitialize } from '../environment/settings.ts';
import { quoted } from '../api/text.ts';
import type { Outcome } from '../uploads/job.ts';
import { tell } from '../views/notifications.ts';
import { tellOutcomes } from '../views/outcomes.ts';
import type { App } from './app.ts';
import { carryOn } from './carry.ts';

/**
 * Tells how initializing went, and does what the setting wants next: ask, upload, or nothing.
 * Delays nobody: whoever calls it does not wait.
 */
export async function tellAndGoOn(app: App, outcomes: readonly Outcome[]): Promise<void> {
  const next: AfterInitialize = settings.afterInitialize();
  const told = tellOutcomes(outcomes, app, next !== 'nothing');
  const ready = outcomes.flatMap(({ record }) =>
    // Removed while X was asked: there is no row to go on with.
    record?.state === 'initialized' && app.library.get(record.id) !== undefined ? [record] : [],
  );
  await Promise.all([
    told,
    goOn(
      app,
      ready.map(({ id, file }) => ({ id, name: file.name })),
      next,
    ),
  ]);
}

async function goOn(
  app: App,
  ready: readonly { readonly id: string; readonly name: string }[],
  next: AfterInitialize,
): Promise<void> {
  const [first, ...others] = ready;
  if (first === undefined || next === 'nothing') return;
  const ids = ready.map(({ id }) => id);
  if (next === 'upload') {
    await carryOn(app, ids);
    return;
  }
  const [question, title] =
    others.length === 0
      ? [`${quoted(first.name)} has its media_id. Upload the file now?`, 'Upload']
      : [`${ids.length} files have their media_ids. Upload them now?`, 'Upload All'];
  await tell(
    'info',
    question,
    { title, command: 'xMedia.upload', args: app.tree.argsFor(ids) },
    { title: 'Not Now' },
  );
}
