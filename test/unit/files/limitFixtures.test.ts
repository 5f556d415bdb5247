/** The fixtures are what the list of them says, by our own reader: rules are tested against that list. */
import { readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MediaFacts } from '../../../src/files/facts.ts';
import { inspectFile } from '../../../src/files/inspect.ts';
import { fixture } from './fixtures.ts';
import { limitNames } from './limitFixture.ts';
import { limitFixtures } from './limits.ts';
import { grown } from './sparse.ts';

const MB = 1024 * 1024;
const GB = 1024 * MB;

async function factsOf(file: string): Promise<MediaFacts> {
  return (await inspectFile(file, { mediaUse: 'post' })).facts;
}

describe('fixtures at limits', () => {
  it.each(limitFixtures)('$file is what the list says', async ({ file, facts }) => {
    const { durationSecs, frameRate, ...exact } = facts;
    const found = await factsOf(fixture(file));
    expect(found).toMatchObject(exact);
    if (durationSecs !== undefined) expect(found.durationSecs).toBeCloseTo(durationSecs, 1);
    if (frameRate !== undefined) expect(found.frameRate).toBeCloseTo(frameRate, 2);
    expect(found.flaws).toBeUndefined();
  });

  it('are all listed, once', () => {
    const listed = limitFixtures.map(({ file }) => path.basename(file));
    expect(listed.toSorted()).toEqual(readdirSync(fixture('limits')).toSorted());
  });

  it.each(limitNames)('stand at, or within, and beyond the limit of %s', (name) => {
    const stands = limitFixtures.flatMap(({ limits }) =>
      limits.filter((limit) => limit.name === name).map((limit) => limit.stands),
    );
    if (name !== 'video scan' && name !== 'video chroma' && name !== 'video codec') {
      expect(stands.some((each) => each === 'at' || each === 'within')).toBe(true);
    }
    expect(stands.some((each) => each !== 'at' && each !== 'within')).toBe(true);
  });
});

describe('files that are grown by a sparse tail', () => {
  it.each([
    ['media/photo.jpg', 5 * MB],
    ['media/photo.jpg', 5 * MB + 1],
    ['media/animated.gif', 15 * MB],
    ['media/animated.gif', 15 * MB + 1],
    ['limits/rate-60.mp4', 512 * MB],
    ['limits/rate-60.mp4', 8 * GB + 1],
    ['media/clip-moov-last.mp4', 16 * GB],
  ])('%s of %i bytes is still that', async (name, bytes) => {
    await using file = await grown(fixture(name), bytes);
    expect((await stat(file.path)).size).toBe(bytes);
    expect(await factsOf(file.path)).toEqual(await factsOf(fixture(name)));
  });
});
