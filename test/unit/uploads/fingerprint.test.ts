/** Telling a file from another at its path. */
import { open, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { totalBytesMax } from '../../../src/api/contract.ts';
import {
  fingerprintSchema,
  sameFile,
  samplesOf,
  takeFingerprint,
} from '../../../src/uploads/fingerprint.ts';
import { SourceFile } from '../../../src/uploads/sourceFile.ts';
import { folder } from './support.ts';

const { signal } = new AbortController();
const kib = 1024;
const whole = 352 * kib;

async function fingerprintOf(file: string) {
  await using source = await SourceFile.open(file, signal);
  return await takeFingerprint(source, signal);
}

describe('samplesOf', () => {
  it('are in order, inside the file, apart from each other, and of 352 KiB or all of it', () => {
    const sizes = fc.oneof(
      fc.integer({ min: 0, max: totalBytesMax }),
      fc.integer({ min: whole - 20, max: whole + 20 }),
    );
    fc.assert(
      fc.property(sizes, (size) => {
        const samples = samplesOf(size);
        let end = 0;
        for (const { position, length } of samples) {
          expect(position).toBeGreaterThanOrEqual(end);
          end = position + length;
        }
        expect(end).toBe(size);
        expect(samples[0]?.position).toBe(0);
        const bytes = samples.reduce((sum, { length }) => sum + length, 0);
        expect(bytes).toBe(Math.min(size, whole));
        const gaps = samples.slice(1).map((sample, at) => {
          const before = samples[at];
          return before === undefined ? 0 : sample.position - before.position - before.length;
        });
        if (gaps.length > 0) expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('takeFingerprint', () => {
  it('is the same for the same bytes, and says what differs first', async () => {
    await using dir = await folder();
    const file = path.join(dir.path, 'a.mp4');
    const at = new Date(1_700_000_000_000);
    const write = async (text: string, when = at) => {
      await writeFile(file, text);
      await utimes(file, when, when);
      return await fingerprintOf(file);
    };
    const first = await write('one');
    expect(v.is(fingerprintSchema, first)).toBe(true);
    expect(sameFile(first, await write('one'))).toBe('same');
    expect(sameFile(first, await write('one', new Date(1_700_000_000_001)))).toBe('touched');
    expect(sameFile(first, await write('two'))).toBe('content');
    expect(sameFile(first, await write('three'))).toBe('size');
  });

  it.each([
    ['the first byte', 0, 'content'],
    ['the end of the first sample', 64 * kib - 1, 'content'],
    ['the last byte', 16 * 2 ** 30 - 1, 'content'],
    ['a block in the middle', samplesOf(16 * 2 ** 30)[7]?.position ?? 0, 'content'],
    ['what is between the samples', 64 * kib, 'same'],
  ] as const)('of 16 GiB reads samples: %s differs', async (_, position, differs) => {
    await using dir = await folder();
    const file = path.join(dir.path, 'sparse.mp4');
    await writeFile(file, '');
    await truncate(file, 16 * 2 ** 30);
    const before = await fingerprintOf(file);
    {
      await using handle = await open(file, 'r+');
      await handle.write('x', position);
    }
    await utimes(file, new Date(before.mtimeMs), new Date(before.mtimeMs));
    const after = { ...(await fingerprintOf(file)), mtimeMs: before.mtimeMs };
    expect(sameFile(before, after)).toBe(differs);
  });

  it('rejects where the file changes meanwhile', async () => {
    await using dir = await folder();
    const file = path.join(dir.path, 'a.mp4');
    await writeFile(file, 'x'.repeat(900_000));
    await using source = await SourceFile.open(file, signal);
    const taking = expect(takeFingerprint(source, signal)).rejects.toMatchObject({
      kind: 'changed',
    });
    await truncate(file, 10);
    await taking;
  });
});
