import * as vscode from 'vscode';
import { inert } from '../api/text.ts';
import { altTextMax } from '../api/contract.ts';
import type { RecordIn } from '../uploads/record.ts';
import { askForAltText, countCharacters } from '../views/altTextBox.ts';
import { tell } from '../views/notifications.ts';
import { tellProblem } from '../views/outcomes.ts';
import type { App, Command } from './app.ts';
import { keepExtras, readyFor } from './described.ts';
import { apiOf } from './job.ts';

/** *Set Alt Text…*: of ready pictures, GIFs and videos, one after the other. */
export const setAltText: Command = async (app, args) => {
  await app.library.load();
  const records = readyFor(app, args, 'altText');
  if (records.length === 0) {
    await tell('info', 'Select a picture, a GIF or a video that is ready, to set its alt text.');
    return;
  }
  for (const record of records) {
    const before = record.extras?.altText ?? '';
    const text = await askForAltText(record.file.name, before);
    if (text === undefined) return;
    if (text !== before) await send(app, record, text);
  }
};

async function send(app: App, record: RecordIn<'ready'>, text: string): Promise<void> {
  const { id, caller, file, media } = record;
  // The box refuses more; what else calls this is refused here.
  if (countCharacters(text) > altTextMax) {
    await tell('error', `An alt text has at most ${altTextMax} characters: nothing was sent.`);
    return;
  }
  try {
    const api = await apiOf(app, caller);
    await api.altText(media.id, text, { signal: app.signal });
  } catch (error) {
    await tellProblem(file.name, error, app);
    return;
  }
  await keepExtras(app, id, (extras) => ({ ...extras, altText: text }));
  const done = text === '' ? 'has no alt text any more' : 'has its alt text';
  vscode.window.setStatusBarMessage(`$(check) ${inert(file.name, 60)} ${done}`, 5000);
}
