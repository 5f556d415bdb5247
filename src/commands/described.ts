import type { Extras, RecordIn } from '../uploads/record.ts';
import { transition } from '../uploads/states.ts';
import { abilitiesOf, type Ability } from '../views/menuWords.ts';
import type { App } from './app.ts';

/** The chosen rows of ready media with which this can be done. */
export function readyFor(
  app: App,
  args: readonly unknown[],
  ability: Extract<Ability, 'altText' | 'subtitles'>,
): RecordIn<'ready'>[] {
  const now = app.ports.now();
  return app.tree.meant.uploads(args).flatMap((id) => {
    const record = app.library.get(id);
    if (record?.state !== 'ready') return [];
    return abilitiesOf(record, { now, running: false }).includes(ability) ? [record] : [];
  });
}

/** Writes to the row what X took, where the row is still there. */
export async function keepExtras(
  app: App,
  id: string,
  extrasOf: (before: Extras) => Extras,
): Promise<void> {
  const record = await app.library.latest(id);
  if (record?.state !== 'ready') return;
  const event = { type: 'described', extras: extrasOf(record.extras ?? {}) } as const;
  await app.library.keep(transition(record, event, app.ports.now()));
}
