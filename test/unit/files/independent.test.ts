/** Our facts of every fixture beside those of two readers that share no code with ours. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaFacts } from '../../../src/files/facts.ts';
import { inspectFile } from '../../../src/files/inspect.ts';
import { FileProblem } from '../../../src/files/problem.ts';
import { ask, folders } from '../../fixtures/ffprobe.mjs';
import { answerSchema, ffprobeFacts, keptAnswers } from './ffprobeReader.ts';
import { bytesOf, fixture } from './fixtures.ts';
import { known, type ReaderName, tolerances } from './independent.ts';
import { MediaInfoReader } from './mediaInfoReader.ts';
import { type Compared, compared } from './otherReaders.ts';

const files = folders.flatMap((folder) =>
  readdirSync(fixture(folder)).map((name) => `${folder}/${name}`),
);

async function inspected(file: string): Promise<MediaFacts> {
  const media = await inspectFile(fixture(file), { mediaUse: 'post' }).catch((error: unknown) => {
    if (error instanceof FileProblem) return undefined;
    throw error;
  });
  const { container, ...facts } = media?.facts ?? {};
  return container === undefined
    ? facts
    : { ...facts, container: container.replace('fragmented ', '') };
}

const read = new Map<string, Promise<MediaFacts>>();
/** Read once, for both readers. */
function ours(file: string): Promise<MediaFacts> {
  const facts = read.get(file) ?? inspected(file);
  read.set(file, facts);
  return facts;
}

function isSame(fact: Compared, mine: MediaFacts[Compared], other: MediaFacts[Compared]): boolean {
  if (typeof mine !== 'number' || typeof other !== 'number') return mine === other;
  const { share = 0, plus = 0 } = tolerances[fact] ?? {};
  return Math.abs(mine - other) <= Math.max(plus, share * other);
}

/** What the reader knows and we do not say likewise: `width: 64, not 32`. */
function differences(facts: MediaFacts, others: MediaFacts): Map<Compared, string> {
  const found = new Map<Compared, string>();
  for (const fact of compared) {
    const [mine, other] = [facts[fact], others[fact]];
    if (other === undefined || isSame(fact, mine, other)) continue;
    found.set(fact, `${String(mine)}, not ${String(other)}`);
  }
  return found;
}

/** Every difference but the known ones. */
function unexpected(reader: ReaderName, file: string, found: Map<Compared, string>): string {
  const expected = known.filter((each) => each.reader === reader && each.files.test(file));
  const isKnown = (fact: Compared) => expected.some(({ facts }) => facts.includes(fact));
  return [...found]
    .filter(([fact]) => !isKnown(fact))
    .map(([fact, words]) => `${fact}: ${words}`)
    .join('; ');
}

const seen = new Map<string, Compared[]>();
const note = (reader: ReaderName, file: string, found: Map<Compared, string>) =>
  seen.set(`${reader} ${file}`, [...found.keys()]);

describe('beside MediaInfo', () => {
  let info: MediaInfoReader;
  beforeAll(async () => {
    info = await MediaInfoReader.open();
  });
  afterAll(() => {
    info[Symbol.dispose]();
  });

  it.each(files)('%s', async (file) => {
    const found = differences(await ours(file), await info.facts(bytesOf(file)));
    note('MediaInfo', file, found);
    expect(unexpected('MediaInfo', file, found)).toBe('');
  });
});

describe('beside ffprobe, as it answered when the fixtures were made', () => {
  const kept = keptAnswers();
  const isInstalled = (() => {
    try {
      return execFileSync('ffprobe', ['-version'], { stdio: 'pipe' }).length > 0;
    } catch {
      return false;
    }
  })();

  for (const file of files) {
    const answer = kept(file, bytesOf(file));
    const isSkipped = answer === undefined && !isInstalled;
    const name =
      answer === undefined ? `${file}: no answer kept, asked where ffprobe is installed` : file;
    it.skipIf(isSkipped)(name, async () => {
      const other = answer ?? v.parse(answerSchema, await ask(fixture(file)));
      const found = differences(await ours(file), ffprobeFacts(other));
      note('ffprobe', file, found);
      expect(unexpected('ffprobe', file, found)).toBe('');
    });
  }
});

describe('the known differences', () => {
  it.each(known)('$reader, $facts of $files: $reason', ({ reader, files: some, facts }) => {
    const where = files.filter((file) => some.test(file));
    expect(where).not.toEqual([]);
    for (const fact of facts) {
      const differs = (file: string) => seen.get(`${reader} ${file}`)?.includes(fact) ?? true;
      expect(where.some(differs), `${fact} differs in none of ${where.join(', ')}`).toBe(true);
    }
  });
});
