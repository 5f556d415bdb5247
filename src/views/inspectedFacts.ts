import { factLines } from '../files/factLines.ts';
import type { Finding } from '../files/finding.ts';
import { readInspected } from '../files/inspected.ts';
import type { UploadRecord } from '../uploads/record.ts';
import type { Fact } from './facts.ts';

const verdicts = {
  forbidden: { label: 'X will refuse it', icon: 'error' },
  doubtful: { label: 'X may refuse it', icon: 'warning' },
} as const;

const inspect = { command: 'xMedia.inspectFile', title: 'Inspect File' };
const options = { command: 'xMedia.initializeWithOptions', title: 'Initialize with Options…' };

/** A click leads to what mends it where another category does, else to the whole report. */
function findingFact({ verdict, found, allowed, remedy, category }: Finding, at: number): Fact {
  const value = `${found}, where X takes ${allowed}. ${remedy}`;
  const click = category === undefined ? inspect : options;
  return { key: `finding${at}`, value, ...verdicts[verdict], click };
}

/** What X may refuse the file for, and the line that mends it. */
export function doubtFacts({ inspected }: UploadRecord): Fact[] {
  const { findings = [], mending } = readInspected(inspected) ?? {};
  return [
    ...findings.map(findingFact),
    ...(mending === undefined
      ? []
      : [{ key: 'mending', label: 'A command that mends it', value: mending, icon: 'terminal' }]),
  ];
}

/** What the file's own bytes said when its upload began. */
export function fileFacts({ inspected, file }: UploadRecord): Fact[] {
  const facts = readInspected(inspected)?.facts;
  if (facts === undefined) return [];
  return factLines(facts, file.size ?? 0).map(({ label, value, icon = 'file-media' }) => ({
    key: `file:${label}`,
    label,
    value,
    icon,
  }));
}
