import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mediaTypes } from '../../../src/api/contract.ts';
import { headLength, typeByBytes } from '../../../src/files/detect.ts';
import { inspectFile } from '../../../src/files/inspect.ts';
import { extensions } from '../../../src/files/mediaTypes.ts';
import { FileProblem } from '../../../src/files/problem.ts';
import { bytesOf, fixture } from './fixtures.ts';

let folder: string;
let originals: Buffer[];
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'x-media-hostile-'));
  originals = (await readdir(fixture('media'))).map((name) => bytesOf(`media/${name}`));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Random bytes, or real media cut short, joined to other real media, and with bytes changed. */
const hostile = fc.oneof(
  fc.uint8Array({ minLength: 0, maxLength: 600 }).map((bytes) => Buffer.from(bytes)),
  fc
    .record({
      first: fc.nat(1000),
      second: fc.nat(1000),
      cut: fc.oneof(fc.nat(64), fc.nat(headLength)),
      from: fc.nat(headLength),
      damage: fc.array(fc.tuple(fc.nat(255), fc.nat(255)), { maxLength: 6 }),
    })
    .map(({ first, second, cut, from, damage }) => {
      const one = originals[first % originals.length] ?? Buffer.alloc(0);
      const other = originals[second % originals.length] ?? Buffer.alloc(0);
      const bytes = Buffer.concat([one.subarray(0, cut), other.subarray(from)]);
      for (const [at, value] of damage) if (at < bytes.length) bytes[at] = value;
      return bytes;
    }),
);

describe('hostile bytes', () => {
  it('never make the type by bytes throw', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (bytes) => {
        const type = await typeByBytes(bytes.subarray(0, headLength));
        if (type?.mediaType) expect(mediaTypes).toContain(type.mediaType);
      }),
      { numRuns: 1500 },
    );
  });

  it('are either a file X takes or a FileProblem, under every name', async () => {
    const names = fc.constantFrom(...extensions, 'heic', 'txt', '').map((end) => `file.${end}`);
    await fc.assert(
      fc.asyncProperty(hostile, names, async (bytes, name) => {
        const file = path.join(folder, name);
        await writeFile(file, bytes);
        const outcome: unknown = await inspectFile(file, { mediaUse: 'post' }).catch(
          (error: unknown) => error,
        );
        if (outcome instanceof Error) {
          expect(outcome).toBeInstanceOf(FileProblem);
          expect(outcome.message).toMatch(/^“.*[^.]\.$/s);
        } else {
          expect(outcome).toMatchObject({ name, size: bytes.length });
        }
      }),
      { numRuns: 400 },
    );
  });
});
