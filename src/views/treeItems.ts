import * as vscode from 'vscode';
import { inert } from '../api/text.ts';
import type { UploadRecord } from '../uploads/record.ts';
import { stateAt } from '../uploads/states.ts';
import type { Fact } from './facts.ts';
import {
  descriptionOf,
  iconOf,
  labelOf,
  menuWordsOf,
  sentenceOf,
  type RowContext,
} from './rowText.ts';
import type { Summary } from './summary.ts';

/** The row of an upload. Its tooltip comes when it is asked for. */
export function rowItem(record: UploadRecord, context: RowContext): vscode.TreeItem {
  const { now } = context;
  const item = new vscode.TreeItem(labelOf(record), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = record.id;
  item.description = descriptionOf(record, context);
  const { icon, color } = iconOf(stateAt(record, now));
  item.iconPath = new vscode.ThemeIcon(
    icon,
    color === undefined ? undefined : new vscode.ThemeColor(color),
  );
  item.contextValue = menuWordsOf(record, now);
  item.accessibilityInformation = { label: sentenceOf(record, context) };
  return item;
}

/** A child: `label value`. */
export function factItem(uploadId: string, fact: Fact): vscode.TreeItem {
  const item = new vscode.TreeItem(fact.label, vscode.TreeItemCollapsibleState.None);
  item.id = `${uploadId}/${fact.key}`;
  item.description = inert(fact.value, 500);
  item.tooltip = `${fact.label}: ${inert(fact.value, 500)}`;
  if (fact.icon !== undefined) item.iconPath = new vscode.ThemeIcon(fact.icon);
  item.contextValue = fact.key === 'media_id' ? 'fact copy' : 'fact';
  item.accessibilityInformation = { label: `${fact.label}: ${inert(fact.value, 500)}` };
  return item;
}

/** A card of text: what comes from X or from a file name is appended as text, never as Markdown. */
export function tooltipOf({ title, sentence, lines }: Summary): vscode.MarkdownString {
  const card = new vscode.MarkdownString();
  card.isTrusted = false;
  card.supportHtml = false;
  card.appendMarkdown('**').appendText(title).appendMarkdown('**\n\n');
  card.appendText(sentence).appendMarkdown('\n\n---\n\n');
  for (const { label, value } of lines) {
    card.appendMarkdown('*').appendText(label).appendMarkdown('*: ').appendText(inert(value, 300));
    card.appendMarkdown('  \n');
  }
  return card;
}
