import * as vscode from 'vscode';
import { inert } from '../api/text.ts';
import type { Fact } from './facts.ts';
import type { FactNode } from './nodes.ts';
import type { Summary } from './summary.ts';
import type { Thumbnail } from './thumbnail.ts';

/** A child: `label value`. */
export function factItem(node: FactNode, fact: Fact): vscode.TreeItem {
  const item = new vscode.TreeItem(fact.label, vscode.TreeItemCollapsibleState.None);
  item.id = `${node.upload.id}/${fact.key}`;
  item.description = inert(fact.value, 500);
  item.tooltip = `${fact.label}: ${inert(fact.value, 500)}`;
  item.iconPath = new vscode.ThemeIcon(fact.icon);
  item.contextValue = fact.key === 'media_id' ? 'fact copy' : 'fact';
  item.accessibilityInformation = { label: `${fact.label}: ${inert(fact.value, 500)}` };
  if (fact.click !== undefined) {
    const { command, title } = fact.click;
    item.command = { command, title, arguments: [node] };
    item.tooltip = `${item.tooltip}\n\nClick: ${title}`;
    item.accessibilityInformation = {
      label: `${fact.label}: ${inert(fact.value, 500)} (${title})`,
    };
  }
  return item;
}

/**
 * Text for Markdown in which nothing is Markdown: every punctuation mark becomes a character
 * reference, so that no link, code, emphasis or HTML comes about. Spaces stay, so that lines wrap.
 */
function literal(text: string): string {
  return inert(text, 300).replace(/[!-/:-@[-`{-~]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** A card of text about an upload, with its picture where there is one. */
export function tooltipOf(
  { title, sentence, lines }: Summary,
  picture: Thumbnail | undefined,
): vscode.MarkdownString {
  const rows = lines.map(({ label, value }) => `*${literal(label)}*: ${literal(value)}`);
  const seen = picture === undefined ? '' : `${markdownOf(picture)}\n\n`;
  return new vscode.MarkdownString(
    `**${literal(title)}**\n\n${seen}${literal(sentence)}\n\n---\n\n${rows.join('  \n')}`,
  );
}

/** The URI is encoded, so that no name of a file ends the link. */
function markdownOf({ uri, width, height }: Thumbnail): string {
  const address = uri
    .toString()
    .replace(/[()|\\<>\s]/g, (mark) => `%${mark.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `![](${address}|width=${width},height=${height})`;
}
