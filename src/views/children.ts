import * as vscode from 'vscode';
import type { UploadRecord } from '../uploads/record.ts';
import type * as details from './details.ts';
import { exactChange } from './liveRows.ts';
import type { FactNode, UploadNode } from './nodes.ts';
import type { RowContext } from './rowText.ts';

/** The children and the card of rows: what draws them is read with the first. */
export class Children {
  readonly #context: (record: UploadRecord) => RowContext;
  #details: typeof details | undefined;

  constructor(context: (record: UploadRecord) => RowContext) {
    this.#context = context;
  }

  async #loaded(): Promise<typeof details> {
    return (this.#details ??= await import('./details.ts'));
  }

  #facts({ factsOf }: typeof details, record: UploadRecord) {
    return factsOf(record, this.#context(record), vscode.env.language);
  }

  async keysOf(record: UploadRecord): Promise<string[]> {
    return this.#facts(await this.#loaded(), record).map(({ key }) => key);
  }

  async valueOf(record: UploadRecord, wanted: string): Promise<string | undefined> {
    const facts = this.#facts(await this.#loaded(), record);
    const found = facts.find(({ key }) => key === wanted);
    return found?.copy ?? found?.value;
  }

  /** At once where the row was unfolded before. */
  item(record: UploadRecord, node: FactNode): vscode.TreeItem | Promise<vscode.TreeItem> {
    const draw = (loaded: typeof details) => {
      const fact = this.#facts(loaded, record).find(({ key }) => key === node.key);
      node.text = fact?.value;
      if (node.key === 'expires') node.nextAt = exactChange(record, this.#context(record).now);
      return fact === undefined ? new vscode.TreeItem('') : loaded.factItem(node, fact);
    };
    return this.#details === undefined ? this.#loaded().then(draw) : draw(this.#details);
  }

  /** Those of a row's children that would read otherwise than they were drawn. */
  changed(record: UploadRecord, { facts: nodes }: UploadNode): FactNode[] {
    if (this.#details === undefined) return [];
    return this.#facts(this.#details, record).flatMap(({ key, value }) => {
      const node = nodes.get(key);
      return node === undefined || node.text === value ? [] : [node];
    });
  }

  async tooltip(record: UploadRecord): Promise<vscode.MarkdownString> {
    const { summaryOf, thumbnailOf, tooltipOf } = await this.#loaded();
    const picture = await thumbnailOf(record);
    return tooltipOf(summaryOf(record, this.#context(record), vscode.env.language), picture);
  }
}
