import { failureIn } from '../uploads/record.ts';
import { tell } from '../views/notifications.ts';
import { follow } from '../views/refusalActions.ts';
import { actionOf } from '../views/remedyButtons.ts';
import type { Command } from './app.ts';

/** *Follow the Advice*: does what would mend the first of the chosen rows, and those like it. */
export const followRemedy: Command = async (app, args) => {
  await app.library.load();
  const remedies = app.tree.meant.uploads(args).flatMap((id) => {
    const record = app.library.get(id);
    const failure = record && failureIn(record);
    const action = failure && actionOf(failure);
    return action === undefined ? [] : [{ id, action }];
  });
  const [first] = remedies;
  if (first === undefined) {
    await tell('info', 'Select a row that failed and says what would mend it.');
    return;
  }
  const ids = remedies.flatMap(({ id, action }) => (action.kind === first.action.kind ? [id] : []));
  await follow(first.action, ids, app);
};
