import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../../src/files/check.ts';
import { mendingCommand } from '../../../src/files/remedies.ts';
import { fileWord, mendedName, word } from '../../../src/files/shell.ts';
import { isSteering } from '../../../src/files/words.ts';
import { gif, hostileNames, picture, video } from './subjects.ts';

const posix = process.platform !== 'win32';
const ending = 'end of its arguments';
/** Prints what it is given, each ended by a NUL. */
const fake = `ffmpeg() { printf '%s\\0' "$@" '${ending}'; }`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'x-media-shell-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The arguments that the program of each line is given, in an empty folder. */
function argumentsOf(lines: readonly string[]): string[][] {
  const printed = execFileSync('sh', ['-c', [fake, ...lines].join('\n')], { cwd: folder });
  const all = printed.toString('utf8').split(`${ending}\0`);
  expect(all.pop()).toBe('');
  return all.map((each) => each.split('\0').slice(0, -1));
}

const asFile = (name: string) => (/^-|:/.test(name) ? `./${name}` : name);

describe.skipIf(!posix)('a file name in a command', () => {
  it('arrives as one argument, and nothing of it is run', async () => {
    const lines = hostileNames.map((name) => `ffmpeg ${fileWord(name) ?? ''}`);
    expect(argumentsOf(lines)).toEqual(hostileNames.map((name) => [asFile(name)]));
    expect(await readdir(folder)).toEqual([]);
  });

  it('does so in every line that mends something', async () => {
    const expected: (readonly [string, string | undefined, string])[] = [];
    for (const name of hostileNames) {
      const bad = video({ name, facts: { frameRate: 75, audioCodec: 'MP3', isInterlaced: true } });
      for (const subject of [
        bad,
        gif({ name, facts: { frames: 400 } }),
        picture({ name, size: 6 * 2 ** 20 }),
      ]) {
        const findings = check(subject);
        const commands = [
          ...findings.map(({ command }) => command),
          mendingCommand(findings, subject),
        ];
        for (const command of commands) expected.push([name, command, asFile(name)]);
      }
    }
    const given = argumentsOf(expected.map(([, command]) => command ?? ''));
    expect(given).toHaveLength(expected.length);
    for (const [i, args] of given.entries()) {
      const [, , input] = expected[i] ?? [];
      expect(args[args.indexOf('-i') + 1]).toBe(input);
      expect(args.filter((arg) => arg === input)).toHaveLength(1);
      expect(args.at(-1)).not.toBe(input);
      expect(args.at(-1)).not.toMatch(/^-/);
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('does so whatever it is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 20, maxLength: 20 }),
        (names) => {
          const sent = names.filter((name) => fileWord(name) !== undefined);
          expect(argumentsOf(sent.map((name) => `ffmpeg ${fileWord(name) ?? ''}`))).toEqual(
            sent.map((name) => [asFile(name)]),
          );
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('a word of a command', () => {
  it.each([
    ['clip.mp4', "'clip.mp4'"],
    ['$(rm -rf ~).mp4', "'$(rm -rf ~).mp4'"],
    ["it's.mp4", '"it\'s.mp4"'],
    ['it\u2019s.mp4', '"it\u2019s.mp4"'],
    ["it's $HOME.mp4", '"$(printf \'it\\047s \\044HOME.mp4\')"'],
    ['R&B.mp4', '"R&B.mp4"'],
    ['a&calc&$.mp4', '"$(printf \'a\\046calc\\046\\044.mp4\')"'],
    ['a\u001bb.mp4', '"$(printf \'a\\033b.mp4\')"'],
  ])('for %j is %s', (text, expected) => {
    expect(word(text)).toBe(expected);
  });

  it('is in quotes that PowerShell ends where a POSIX shell does, and holds nothing that steers', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostileNames)),
        (text) => {
          const quoted = word(text);
          if (quoted === undefined) return;
          expect(isSteering(quoted)).toBe(false);
          const inner = quoted.slice(1, -1);
          // In cmd, what stands in single quotes is in none.
          if (quoted.startsWith("'")) expect(inner).not.toMatch(/['\u2018-\u201b&|<>^]/);
          else if (!inner.startsWith('$(printf '))
            expect(inner).not.toMatch(/[$`"\\!\u201c-\u201f]/);
          else expect(inner).toMatch(/^\$\(printf '(?:[A-Za-z0-9 ._/-]|\\[0-7]{3})*'\)$/);
        },
      ),
    );
  });

  it('cannot be made of a name that ends in a line feed, which shells drop, or of a NUL', () => {
    expect(word('clip.mp4\n')).toBeUndefined();
    expect(word('a\0b')).toBeUndefined();
  });
});

describe('the name of what is mended', () => {
  it.each([
    ['clip.mov', 'clip-60fps.mp4'],
    ['two.dots.webm', 'two.dots-60fps.mp4'],
    ['none', 'none-60fps.mp4'],
    ['.hidden', '.hidden-60fps.mp4'],
    ['Dr. No, and what came of him', 'Dr. No, and what came of him-60fps.mp4'],
  ])('of %s is %s', (name, mended) => {
    expect(mendedName(name, '60fps', 'mp4')).toBe(mended);
  });

  it('is never that of the file, whatever the case of letters', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        for (const file of [name, `${name}.mp4`, `${name}-60fps.mp4`]) {
          expect(mendedName(file, '60fps', 'mp4').toLowerCase()).not.toBe(file.toLowerCase());
        }
      }),
    );
  });
});
