import * as vscode from 'vscode';
import type { Library } from '../uploads/library.ts';
import type { UploadRecord } from '../uploads/record.ts';
import { deadlineOf, stateAt } from '../uploads/states.ts';
import { Ticker } from '../uploads/ticker.ts';
import { localDate } from './localTime.ts';

/** Milliseconds in which changes gather: a hundred files that are initialized at once are one look. */
const restMs = 100;

/** The states in which a media_id is worth coming back to. */
function isLive(record: UploadRecord, now: number): boolean {
  const state = stateAt(record, now);
  return state !== 'initializing' && state !== 'failed' && state !== 'expired';
}

/**
 * Marks in the Explorer the files that have a live media_id. One timer, armed to the next deadline,
 * takes a mark away when its media_id expires.
 */
export class ExplorerMarks implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #library: Library;
  readonly #now: () => number;
  readonly #changed = new vscode.EventEmitter<vscode.Uri[] | undefined>();
  readonly #ticker: Ticker;
  readonly #disposables: { dispose(): unknown }[];
  #soon: NodeJS.Timeout | undefined;
  /** By the file: the live upload that expires last. */
  #marked = new Map<string, UploadRecord>();

  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor(library: Library, now: () => number) {
    this.#library = library;
    this.#now = now;
    this.#ticker = new Ticker(() => this.#look(), now);
    this.#disposables = [
      this.#changed,
      this.#ticker,
      library.onDidChange(() => {
        this.#soon ??= setTimeout(() => {
          this.#soon = undefined;
          this.#ticker.run();
        }, restMs);
      }),
      vscode.window.registerFileDecorationProvider(this),
    ];
    this.#ticker.run();
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== 'file') return undefined;
    const record = this.#marked.get(uri.fsPath);
    if (record === undefined || !('media' in record) || record.media === undefined)
      return undefined;
    const deadline = deadlineOf(record);
    const until =
      deadline === undefined ? '' : `, expires ${localDate(deadline, vscode.env.language)}`;
    const color = new vscode.ThemeColor('charts.blue');
    return new vscode.FileDecoration('X', `media_id ${record.media.id}${until}`, color);
  }

  /** Finds what is live now, tells of the files where that is news, and when to look again. */
  #look(): number | undefined {
    const now = this.#now();
    const before = this.#marked;
    const marked = new Map<string, UploadRecord>();
    let next: number | undefined;
    for (const record of this.#library.each()) {
      if (!isLive(record, now)) continue;
      const { path } = record.file;
      const other = marked.get(path);
      const deadline = deadlineOf(record) ?? Infinity;
      if (other === undefined || deadline > (deadlineOf(other) ?? Infinity))
        marked.set(path, record);
      if (Number.isFinite(deadline) && (next === undefined || deadline < next)) next = deadline;
    }
    this.#marked = marked;
    const said = (record: UploadRecord | undefined) =>
      record && 'media' in record ? `${record.media?.id ?? ''} ${deadlineOf(record) ?? ''}` : '';
    const news = [...new Set([...before.keys(), ...marked.keys()])].filter(
      (path) => said(before.get(path)) !== said(marked.get(path)),
    );
    if (news.length > 0) this.#changed.fire(news.map((path) => vscode.Uri.file(path)));
    return next;
  }

  dispose(): void {
    clearTimeout(this.#soon);
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
