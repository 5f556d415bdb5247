/** The report of *X Media: Inspect File*: Markdown that reads well as it is, too. */
import { mediaCategories, type MediaCategory, type MediaType } from '../api/contract.ts';
import { categoriesFor } from './category.ts';
import { factLines } from './factLines.ts';
import type { MediaFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { fitOf, fitUnknown, limitsOf } from './limits.ts';
import { block, code, table, text } from './markdown.ts';
import { mendingCommand } from './remedies.ts';
import type { AccountTier } from './tier.ts';
import { exactBytes, grouped } from './words.ts';

export interface Inspection {
  /** The base name, as it is on disk. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly type: MediaType;
  /** One clause. */
  readonly typeReason: string;
  readonly category: MediaCategory | undefined;
  /** One clause. */
  readonly categoryReason: string;
  readonly facts: MediaFacts;
  /** Whole sentences. */
  readonly notes: readonly string[];
  readonly isByNameOnly?: true;
  /** The worst first, as `check` gives them. */
  readonly findings: readonly Finding[];
  readonly tier: AccountTier;
  /** What it cost: bytes that were read, and milliseconds. */
  readonly reading: { readonly bytes: number; readonly ms: number };
  /** Another category to think of, and why. */
  readonly suggestion?: { readonly category: MediaCategory; readonly reason: string } | undefined;
}

const notDone =
  'X was not called, and nothing was sent. What X makes of the file also depends on the account, and X may change its limits.';

/** The whole report; ends in a line feed. */
export function reportOf(inspection: Inspection): string {
  const { name, size, facts, notes, findings, reading } = inspection;
  return document([
    `# ${code(name)}`,
    `**${verdict(inspection)}**`,
    ...findings.flatMap((finding, i) => findingParts(finding, i + 1)),
    ...mendAll(inspection),
    '## What the file says',
    table(
      ['What', 'Found'],
      [
        ['Size', exactBytes(size)],
        ...factLines(facts, size).map(({ label, value }) => [label, text(value)]),
      ],
    ),
    ...notes.map((note) => text(note)),
    '## What X is told',
    told(inspection),
    '## Every category',
    `Limits of ${inspection.tier === 'premium' ? 'a Premium' : 'a standard'} account (the setting xMedia.accountTier).`,
    ...everyCategory(inspection),
    '## How this was found out',
    `${grouped(reading.bytes)} of ${grouped(size)} bytes were read, in ${reading.ms < 10 ? reading.ms.toFixed(1) : grouped(reading.ms)} ms. ${notDone}`,
  ]);
}

/** Those for its type a line each; the others have nothing to tell of this file. */
function everyCategory(inspection: Inspection): string[] {
  const own: readonly MediaCategory[] = categoriesFor(inspection.type);
  const others = mediaCategories.filter((category) => !own.includes(category));
  const lines = own.map((category) => {
    const limits = limitsOf(category, inspection.type, inspection.tier);
    const fit =
      inspection.isByNameOnly === true ? fitUnknown : fitOf({ ...inspection, category }).text;
    return `- ${category}, ${text(limits)}: ${text(fit)}`;
  });
  return [
    ...(lines.length === 0 ? [] : [lines.join('\n')]),
    `${lines.length === 0 ? 'All' : 'The others'} are for other kinds of media: ${others.join(', ')}.`,
  ];
}

/** The report on a file that cannot be uploaded. `sentence` says why and what to do, and may hold the name. */
export function reportOfProblem(name: string, sentence: string): string {
  return document([
    `# ${code(name)}`,
    '**It cannot be uploaded to X.**',
    text(sentence),
    '## How this was found out',
    'X was not called, and nothing was sent.',
  ]);
}

function document(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}

function verdict({ findings, isByNameOnly }: Inspection): string {
  const forbidden = findings.filter((finding) => finding.verdict === 'forbidden').length;
  if (forbidden > 0) return `X will refuse it: ${count(findings.length)}.`;
  if (findings.length > 0) return `X may refuse it: ${count(findings.length)}.`;
  return isByNameOnly === true
    ? 'X may refuse it: nothing but its name says what it is.'
    : 'X will take it, as far as the file tells.';
}

function count(findings: number): string {
  return findings === 1 ? '1 finding' : `${findings} findings`;
}

function findingParts(finding: Finding, number: number): string[] {
  const { short, found, allowed, source, remedy, command } = finding;
  const lines = [
    ['Found', found],
    ['Allowed', allowed],
    ['Source', source],
    ['What to do', remedy],
  ] as const;
  return [
    `## ${number}. ${text(short)}`,
    lines.map(([label, value]) => `- ${label}: ${text(value)}`).join('\n'),
    ...(command === undefined ? [] : [block(command, 'sh')]),
  ];
}

/** One line for all, where there are several, and where their lines run. */
function mendAll(inspection: Inspection): string[] {
  const commands = inspection.findings.flatMap(({ command }) => command ?? []);
  if (commands.length === 0) return [];
  const where =
    "These lines are for a terminal in the file's folder. They need ffmpeg, write a new file, and leave this one as it is.";
  const all = commands.length > 1 ? mendingCommand(inspection.findings, inspection) : undefined;
  return all === undefined ? [where] : ['## All of it at once', block(all, 'sh'), where];
}

function told({ type, typeReason, category, categoryReason, suggestion }: Inspection): string {
  const lines = [
    `- media_type: ${type}, ${text(typeReason)}`,
    `- media_category: ${category ?? 'none'}, because ${text(categoryReason)}`,
  ];
  if (suggestion) {
    lines.push(`- Or ${suggestion.category}: ${text(suggestion.reason)}`);
  }
  return lines.join('\n');
}
