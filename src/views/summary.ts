import type { UploadRecord } from '../uploads/record.ts';
import { factsOf } from './facts.ts';
import { labelOf, sentenceOf, type RowContext } from './rowText.ts';

/** A tooltip's content, before it is Markdown: a heading, a sentence and lines of name and value. */
export interface Summary {
  readonly title: string;
  readonly sentence: string;
  readonly lines: readonly { readonly label: string; readonly value: string }[];
}

/** Everything that a row's children say, on one card. */
export function summaryOf(record: UploadRecord, context: RowContext, language: string): Summary {
  // What happened and what to do are the sentence; said once is enough.
  const said = new Set(['failure', 'remedy']);
  return {
    title: labelOf(record),
    sentence: sentenceOf(record, context),
    lines: factsOf(record, context, language)
      .filter(({ key }) => !said.has(key))
      .map(({ label, value }) => ({ label, value })),
  };
}
