import { failureIn } from '../uploads/record.ts';
import { showAnswer as show } from '../views/answerDocument.ts';
import { tell } from '../views/notifications.ts';
import type { Command } from './app.ts';

/** *Show X’s Answer*: what X answered to the call that failed, in an editor, without secrets. */
export const showAnswer: Command = async (app, args) => {
  await app.library.load();
  const [first] = app.tree.meant.uploads(args).flatMap((id) => {
    const record = app.library.get(id);
    const failure = record && failureIn(record);
    return record === undefined || failure?.answer === undefined
      ? []
      : [{ ...failure, name: record.file.name }];
  });
  if (first === undefined) {
    await tell('info', 'Select a row that X refused, to see what it answered.', {
      title: 'Show Log',
      command: 'xMedia.showLog',
    });
    return;
  }
  // Behind a click on a row's child, the next key is the child's: Ctrl+C copies all of it.
  const isChild = app.tree.meant.rows(args).length === 0;
  await show(first, app.signal, isChild);
};
