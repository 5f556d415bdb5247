import { describe, expect, it } from 'vitest';
import { elementsIn, ids, makeElement } from '../../../src/files/videoEbml.ts';
import { bytesOf } from './fixtures.ts';
import { readBytes } from './videoReader.ts';

/** The elements of the clip's segment, by id. */
function clip() {
  const [ebml, segment] = [...elementsIn(bytesOf('media/clip.webm'))];
  const parts = new Map(
    [...elementsIn(segment?.content ?? Buffer.alloc(0))].map((part) => [part.id, part.content]),
  );
  return { ebml: makeElement(ids.ebml, ebml?.content ?? Buffer.alloc(0)), parts };
}
const { ebml, parts } = clip();
const tracks = parts.get(ids.tracks) ?? Buffer.alloc(0);

const uint = (id: number, value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return makeElement(id, bytes);
};
const double = (id: number, value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return makeElement(id, bytes);
};
/** An element that was begun before its length was known. */
const open = (id: number, ...content: readonly Buffer[]) => {
  const bytes = makeElement(id, ...content);
  const idLength = id.toString(16).length / 2;
  bytes.fill(0xff, idLength + 1, idLength + 8);
  return bytes;
};

/** The picture's track alone, with another duration of a frame. */
function picture(nanoseconds: number | undefined): Buffer {
  const [entry] = [...elementsIn(tracks)];
  const kept = [...elementsIn(entry?.content ?? Buffer.alloc(0))].filter(
    ({ id }) => id !== ids.defaultDuration,
  );
  const rate = nanoseconds === undefined ? [] : [uint(ids.defaultDuration, nanoseconds)];
  const all = [...kept.map(({ id, content }) => makeElement(id, content)), ...rate];
  return makeElement(ids.tracks, makeElement(ids.trackEntry, ...all));
}

const block = (time: number, bytes = 100, flags = 0x80) => {
  const head = Buffer.from([0x81, 0, 0, flags]);
  head.writeInt16BE(time, 1);
  return makeElement(ids.simpleBlock, head, Buffer.alloc(bytes));
};
/** A second of frames every 40 ms from `time` on, in milliseconds. */
const blocks = (time: number) => [
  uint(ids.timestamp, time),
  ...Array.from({ length: 25 }, (_, i) => block(i * 40)),
];
const info = (...content: readonly Buffer[]) =>
  makeElement(ids.info, uint(ids.timestampScale, 1_000_000), ...content);
const read = (...content: readonly Buffer[]) =>
  readBytes(Buffer.concat([ebml, ...content]), 'video/webm');

describe('a WebM', () => {
  it.each([
    [33_366_667, 30_000 / 1001],
    [16_666_666, 60],
    [16_666_667, 60],
    [16_683_333, 60_000 / 1001],
    [16_393_443, 1e9 / 16_393_443],
  ])('whose frames last %i ns shows %f a second', async (nanoseconds, rate) => {
    const cluster = makeElement(ids.cluster, ...blocks(0));
    const { found } = await read(
      makeElement(ids.segment, info(double(ids.duration, 5000)), picture(nanoseconds), cluster),
    );
    expect(found).toMatchObject({ durationSecs: 5, videoCodec: 'VP9', width: 320, height: 180 });
    expect(found.frameRate).toBe(rate);
    expect(found.flaws).toBeUndefined();
  });

  it('is not believed to show a thousand a second, which is the tick of its clock', async () => {
    const cluster = makeElement(ids.cluster, ...blocks(0));
    const { found } = await read(makeElement(ids.segment, info(), picture(1_000_000), cluster));
    expect(found.frameRate).toBe(25);
  });

  it('does not count frames that are never shown', async () => {
    const shown = Array.from({ length: 25 }, (_, i) => block(i * 40));
    // As VP8 has them: a frame to refer to, just before the one that is shown.
    const all = shown.flatMap((one, i) => (i % 5 === 2 ? [block(i * 40, 100, 0x08), one] : [one]));
    const cluster = makeElement(ids.cluster, uint(ids.timestamp, 0), ...all);
    const { found } = await read(makeElement(ids.segment, info(), picture(undefined), cluster));
    expect(found).toMatchObject({ frameRate: 25, durationSecs: 1 });
  });

  it.each([
    ['known', makeElement],
    ['unknown', open],
  ])(
    'of clusters of %s length, that does not say how long it is, lasts to its last frame',
    async (_, cluster) => {
      const clusters = [0, 1000, 2000].map((time) => cluster(ids.cluster, ...blocks(time)));
      const { found, bytesRead } = await read(
        open(ids.segment, info(), picture(undefined), ...clusters),
      );
      expect(found.frameRate).toBe(25);
      expect(found.durationSecs).toBeCloseTo(3, 9);
      expect(bytesRead).toBeLessThan(64 * 1024);
    },
  );

  it('keeps its frames in groups, and its tracks behind them', async () => {
    const group = (time: number) => {
      const head = Buffer.from([0x81, 0, 0, 0]);
      head.writeInt16BE(time, 1);
      return makeElement(ids.blockGroup, makeElement(ids.block, head, Buffer.alloc(9)));
    };
    const times = [0, 50, 100, 150].map(group);
    const cluster = makeElement(ids.cluster, uint(ids.timestamp, 0), ...times);
    const seek = (offset: number) =>
      makeElement(
        ids.seekHead,
        makeElement(
          ids.seek,
          makeElement(ids.seekId, Buffer.from('1654ae6b', 'hex')),
          uint(ids.seekPosition, offset),
        ),
      );
    const before = info(double(ids.duration, 200)).length + cluster.length + seek(0).length;
    const { found } = await read(
      makeElement(
        ids.segment,
        seek(before),
        info(double(ids.duration, 200)),
        cluster,
        picture(undefined),
      ),
    );
    expect(found).toMatchObject({ videoCodec: 'VP9', frameRate: 20, durationSecs: 0.2 });
  });

  it('says what is wrong with it', async () => {
    const cluster = makeElement(ids.cluster, ...blocks(0));
    const segment = makeElement(ids.segment, info(), picture(40_000_000), cluster);
    const cut = await read(segment.subarray(0, segment.length - 300));
    expect(cut.found.flaws).toEqual(['The video is cut short: 300 bytes are missing at the end.']);
    expect(cut.found).toMatchObject({ width: 320, frameRate: 25 });
    expect((await read()).found.flaws).toEqual(['The video is cut short: its index is missing.']);
    const empty = await read(makeElement(ids.segment, info(), picture(40_000_000)));
    expect(empty.found.flaws).toEqual(['The video track has no frames.']);
    const [, sound] = [...elementsIn(tracks)];
    const audio = makeElement(ids.trackEntry, sound?.content ?? Buffer.alloc(0));
    const silent = await read(
      makeElement(ids.segment, info(), makeElement(ids.tracks, audio), cluster),
    );
    expect(silent.found).toMatchObject({ audioCodec: 'Opus', flaws: ['There is no video track.'] });
  });
});
