import * as vscode from 'vscode';
import type { UploadRecord } from '../uploads/record.ts';
import { menuWordsOf } from './menuWords.ts';
import { descriptionOf, iconOf, labelOf, sentenceOf, type RowContext } from './rowText.ts';

/** The row of an upload. Its tooltip comes when it is asked for. */
export function rowItem(record: UploadRecord, context: RowContext): vscode.TreeItem {
  const { now } = context;
  const item = new vscode.TreeItem(labelOf(record), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = record.id;
  item.description = descriptionOf(record, context);
  const { icon, color } = iconOf(record, now);
  item.iconPath = new vscode.ThemeIcon(
    icon,
    color === undefined ? undefined : new vscode.ThemeColor(color),
  );
  item.contextValue = menuWordsOf(record, context);
  item.accessibilityInformation = { label: sentenceOf(record, context) };
  return item;
}
