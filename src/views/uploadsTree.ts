import * as vscode from 'vscode';
import type { Library } from '../uploads/library.ts';
import type { UploadRecord } from '../uploads/record.ts';
import { deadlineOf, isWorking } from '../uploads/states.ts';
import { Ticker, type NextChange } from '../uploads/ticker.ts';
import type { Activity } from '../uploads/activity.ts';
import { Children } from './children.ts';
import { exactChange, LiveRows, rowChange, rowRestMs } from './liveRows.ts';
import { menuWordsOf } from './menuWords.ts';
import { Meant } from './meant.ts';
import { Nodes, type FactNode, type Node, type UploadNode } from './nodes.ts';
import { Redraws } from './redraws.ts';
import { descriptionOf, type RowContext } from './rowText.ts';
import { rowItem } from './treeItems.ts';

export interface UploadsTreeOptions {
  readonly library: Library;
  readonly activity: Activity;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The view *Uploads*: a row an upload, newest first, and one timer for every text that counts. */
export class UploadsTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #library: Library;
  readonly #activity: Activity;
  readonly #now: () => number;
  readonly #nodes = new Nodes();
  readonly #expanded = new Set<string>();
  readonly #redraws = new Redraws();
  readonly #ticker: Ticker;
  readonly #live: LiveRows;
  readonly #view: vscode.TreeView<Node>;
  readonly #disposables: { dispose(): unknown }[];

  readonly #children = new Children((record) => this.#context(record));

  readonly meant = new Meant(() => this.#view.selection);
  readonly onDidChangeTreeData = this.#redraws.event;

  constructor({ library, activity, now }: UploadsTreeOptions) {
    this.#library = library;
    this.#activity = activity;
    this.#now = now;
    this.#ticker = new Ticker(() => this.#tick(), now);
    this.#live = new LiveRows((id) => this.#redrawLive(id));
    this.#view = vscode.window.createTreeView('xMedia.uploads', {
      treeDataProvider: this,
      canSelectMany: true,
    });
    this.#disposables = [
      this.#view,
      this.#ticker,
      this.#live,
      this.#redraws,
      this.#view.onDidChangeVisibility(() => {
        this.#retime();
        for (const record of library.each()) if (isWorking(record)) this.#moved(record.id);
      }),
      this.#view.onDidExpandElement(({ element }) => {
        if (element.kind === 'upload') this.#expanded.add(element.id);
        this.#retime();
      }),
      this.#view.onDidCollapseElement(({ element }) => {
        if (element.kind === 'upload') this.#expanded.delete(element.id);
        this.#retime();
      }),
      vscode.window.onDidChangeWindowState(() => {
        this.#retime();
      }),
      library.onDidChange(({ id, structure }) => {
        if (library.get(id) === undefined) this.#forget(id);
        if (structure) this.#redraws.structure();
        else this.#changed(id);
        this.#retime();
      }),
      activity.onDidNotice((id) => {
        this.#changed(id);
      }),
      activity.onDidProgress((id) => {
        this.#moved(id);
      }),
    ];
  }

  /** A line above the rows: which X this is, where it is not X itself. */
  set message(text: string | undefined) {
    // Setting it counts as an event of the tree, after which VS Code draws no row for 200 ms.
    if (this.#view.message !== text) this.#view.message = text;
  }

  /** Beside the view's name: which account acts. */
  set description(text: string | undefined) {
    if (this.#view.description !== text) this.#view.description = text;
  }

  /** What the chosen children say, where children alone are chosen. */
  async valuesOf(children: readonly FactNode[]): Promise<string[]> {
    const values = children.map(async ({ upload, key }) => {
      const record = this.#library.get(upload.id);
      return record === undefined ? [] : ((await this.#children.valueOf(record, key)) ?? []);
    });
    return (await Promise.all(values)).flat();
  }

  /** What a menu would pass to a command on these rows. */
  argsFor(ids: readonly string[]): [Node | undefined, Node[]] {
    const nodes = ids.map((id) => this.#nodes.upload(id));
    return [nodes[0], nodes];
  }

  /**
   * Shows the view, scrolled to this row; the keyboard stays where it is. The row is not selected:
   * its buttons would cover the end of the media_id.
   */
  async reveal(id: string): Promise<void> {
    await this.#redraws.told();
    await this.#view.reveal(this.#nodes.upload(id), { select: false, focus: false });
  }

  async getChildren(node?: Node): Promise<Node[]> {
    await this.#library.load();
    if (node === undefined) return this.#library.all().map(({ id }) => this.#nodes.upload(id));
    const record = node.kind === 'upload' ? this.#library.get(node.id) : undefined;
    if (record === undefined || node.kind !== 'upload') return [];
    const keys = await this.#children.keysOf(record);
    const children = keys.map((key) => this.#nodes.fact(node, key));
    // The view asks for children as it opens a row, before or after it says so.
    this.#expanded.add(node.id);
    this.#retime();
    return children;
  }

  getParent(node: Node): Node | undefined {
    return node.kind === 'fact' ? node.upload : undefined;
  }

  getTreeItem(node: Node): vscode.TreeItem | Promise<vscode.TreeItem> {
    const record = this.#library.get(node.kind === 'upload' ? node.id : node.upload.id);
    // Removed between two questions of the view, which will learn of it next.
    if (record === undefined) return new vscode.TreeItem('');
    if (node.kind === 'fact') return this.#children.item(record, node);
    const context = this.#context(record);
    node.nextAt = rowChange(record, context.now);
    const item = rowItem(record, context);
    const text = descriptionOf(record, context);
    node.drawn = { at: context.now, text, words: item.contextValue };
    return item;
  }

  async resolveTreeItem(item: vscode.TreeItem, node: Node): Promise<vscode.TreeItem> {
    const record = node.kind === 'upload' ? this.#library.get(node.id) : undefined;
    if (record !== undefined) item.tooltip = await this.#children.tooltip(record);
    return item;
  }

  #context(record: UploadRecord): RowContext {
    return {
      now: this.#now(),
      notice: this.#activity.notice(record.id),
      waitedFor: this.#activity.waitedFor(record.id),
      saved: this.#library.isSaved(record.id),
      running: this.#activity.has(record.id),
      progress: this.#activity.progress(record.id),
    };
  }

  /** At once for another state; for mere progress when it is time. */
  #changed(id: string): void {
    const record = this.#library.get(id);
    if (record === undefined) return;
    const node = this.#nodes.upload(id);
    const isProgress =
      isWorking(record) &&
      record.state !== 'initializing' &&
      node.drawn?.words === menuWordsOf(record, this.#context(record));
    if (isProgress) this.#moved(id);
    else this.#redraws.row(node);
  }

  #moved(id: string): void {
    if (this.#view.visible) this.#live.moved(id);
  }

  /** Draws what may be drawn now of a row that moves; false where its text has to wait. */
  #redrawLive(id: string): boolean {
    const record = this.#library.get(id);
    if (record === undefined) return true;
    const context = this.#context(record);
    const node = this.#nodes.upload(id);
    const nodes: Node[] = this.#expanded.has(id) ? this.#children.changed(record, node) : [];
    const isOther = node.drawn?.text !== descriptionOf(record, context);
    // A clock that was set back must not silence it.
    const isTime = Math.abs(context.now - (node.drawn?.at ?? 0)) >= rowRestMs;
    if (isOther && isTime) nodes.unshift(node);
    if (nodes.length > 0) this.#redraws.now(nodes);
    return !isOther || isTime;
  }

  #forget(id: string): void {
    this.#nodes.forget(id);
    this.#expanded.delete(id);
  }

  /** A hidden view has no timer; one that comes back shows at once what time it is. */
  #retime(): void {
    if (this.#view.visible) this.#ticker.run();
    else {
      this.#ticker.stop();
      this.#live.stop();
    }
  }

  /** Redraws the texts that have changed, and finds when the next one does. */
  #tick(): NextChange {
    const now = this.#now();
    const changed: Node[] = [];
    let next: NextChange;
    const follow = (node: Node, at: NextChange) => {
      if (at !== node.nextAt) {
        node.nextAt = at;
        changed.push(node);
      }
      if (at !== undefined && (next === undefined || at < next)) next = at;
    };
    for (const node of this.#nodes.all()) {
      const record = this.#library.get(node.id);
      if (record === undefined || deadlineOf(record) === undefined) continue;
      follow(node, rowChange(record, now));
      const expires = this.#shownExpiry(node);
      if (expires !== undefined) follow(expires, exactChange(record, now));
    }
    if (changed.length > 0) this.#redraws.now(changed);
    return next;
  }

  #shownExpiry(node: UploadNode) {
    return this.#expanded.has(node.id) ? node.facts.get('expires') : undefined;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
