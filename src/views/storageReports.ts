import * as vscode from 'vscode';
import { inert } from '../api/text.ts';
import type { Library } from '../uploads/library.ts';
import type { UploadStore } from '../uploads/store.ts';
import { tell } from './notifications.ts';

/** Says what went wrong with the saved uploads: what was kept, where, and what to do. */
export function reportStorage(library: Library, store: UploadStore): vscode.Disposable {
  return vscode.Disposable.from(
    store.onProblem((sentence) => {
      void tell('warning', inert(sentence, 500), { title: 'Show Log', command: 'xMedia.showLog' });
    }),
    library.onDidFailToSave((reason) => {
      const message = `Uploads cannot be saved (${inert(reason, 200)}): their rows will be gone after a restart. Copy the media_ids you need, and make the folder writable or free space on its disk.`;
      void tell('warning', message, { title: 'Show Log', command: 'xMedia.showLog' });
    }),
  );
}
