import type { StopReason } from '../uploads/activity.ts';
import { abilitiesOf } from '../views/menuWords.ts';
import { tell } from '../views/notifications.ts';
import type { App } from './app.ts';

/**
 * Stops the chosen uploads that this window works on; from the palette with no row selected, all
 * of them. The rows stay, and say what X holds.
 */
export async function stopChosen(
  app: App,
  args: readonly unknown[],
  how: Extract<StopReason, 'pause' | 'cancel'>,
): Promise<void> {
  const stoppable = app.activity.ids().filter((id) => {
    const record = app.library.get(id);
    if (record === undefined) return false;
    return abilitiesOf(record, { now: app.ports.now(), running: true }).includes(how);
  });
  const chosen = app.tree.meant.uploads(args);
  const meant = chosen.filter((id) => stoppable.includes(id));
  const ids = args.length === 0 && meant.length === 0 ? stoppable : meant;
  if (ids.length === 0) {
    const sentence = `Nothing that this window uploads is selected, so there is nothing to ${how}.`;
    await tell('info', sentence);
    return;
  }
  for (const id of ids) app.activity.stop(id, how);
}
