import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf } from './fixtures.ts';
import { CountingReader, factsOf, readUnhurried } from './readers.ts';

const factsOfGif = (content: Buffer) => factsOf(content, 'image/gif');
const moves = async (content: Buffer) => (await factsOfGif(content)).isAnimated;

const screen = Buffer.from('GIF89a\x40\x01\xf0\0\0\0\0', 'latin1');
const frame = Buffer.from('2c0000000001000100000202440100', 'hex');
const comment = Buffer.from('!\xfe\x05hello\0', 'latin1');
const loop = Buffer.from('!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0', 'latin1');
const trailer = Buffer.from(';');

/** A frame that is shown for so many hundredths of a second. */
function shown(hundredths: number): Buffer {
  const control = Buffer.from('21f9040000000000', 'hex');
  control.writeUInt16LE(hundredths, 4);
  return Buffer.concat([control, frame]);
}

const gif = (...blocks: Buffer[]) => Buffer.concat([screen, ...blocks, trailer]);
const times = (count: number, block: Buffer) => Array.from({ length: count }, () => block);

describe('whether a GIF moves', () => {
  it('tells the animated fixture from the still one', async () => {
    expect(await moves(bytesOf('media/animated.gif'))).toBe(true);
    expect(await moves(bytesOf('media/still.gif'))).toBe(false);
  });

  it('goes by frames, whatever stands between them, and not by the wish to loop', async () => {
    expect(await moves(gif(frame))).toBe(false);
    expect(await moves(gif(loop, shown(10)))).toBe(false);
    expect(await moves(gif(comment, frame, comment, frame))).toBe(true);
  });

  it('skips global and local colour tables, whose colours may look like blocks', async () => {
    const global = Buffer.from(screen);
    global[10] = 0x80;
    const local = Buffer.from(frame);
    local[9] = 0x80;
    const colours = Buffer.from(',,,,,,');
    const withTable = Buffer.concat([local.subarray(0, 10), colours, local.subarray(10)]);
    expect(await moves(Buffer.concat([global, colours, withTable, trailer]))).toBe(false);
    expect(await moves(Buffer.concat([global, colours, withTable, withTable]))).toBe(true);
  });

  it('does not count what follows the trailer', async () => {
    expect(await moves(Buffer.concat([gif(frame), frame]))).toBe(false);
  });
});

describe('frames and time', () => {
  it('are counted to the last, with the size of the screen', async () => {
    expect(await factsOfGif(gif(loop, ...times(351, shown(4))))).toEqual({
      width: 320,
      height: 240,
      colour: 'indexed',
      frames: 351,
      isAnimated: true,
      durationSecs: 14.04,
      frameRate: 25,
    });
  });

  it.each([
    [[0, 0], 0.2],
    [[1, 1], 0.2],
    [[2, 2], 0.04],
    [[3, 7, 100], 1.1],
    [[65_535, 1], 655.45],
  ])('of delays %j are %d s, as browsers show them', async (delays, secs) => {
    const { durationSecs } = await factsOfGif(gif(...delays.map(shown)));
    expect(durationSecs).toBeCloseTo(secs, 6);
  });

  it('are nothing that a still picture has', async () => {
    const facts = await factsOfGif(gif(shown(50)));
    expect(facts).toMatchObject({ frames: 1, isAnimated: false });
    expect(facts).not.toHaveProperty('durationSecs');
    expect(facts).not.toHaveProperty('frameRate');
  });
});

describe('damage', () => {
  it.each([
    ['cut in its data', [shown(5), frame.subarray(0, 14)], 2, 'It is cut short: the end of a GIF'],
    ['without the frame it announces', [shown(5), shown(5).subarray(0, 8)], 1, 'It is cut short'],
    ['cut in a frame', [shown(5), frame.subarray(0, 12)], 2, 'It is cut short: the end'],
    ['cut in a descriptor', [shown(5), frame.subarray(0, 5)], 1, 'It is cut short: the end'],
    ['with stray bytes', [shown(5), Buffer.from('??')], 1, 'After frame 1 come bytes that no GIF'],
  ])('%s is said, and frames count as far as they go', async (_, blocks, frames, flaw) => {
    const facts = await factsOfGif(Buffer.concat([screen, ...blocks]));
    expect(facts).toMatchObject({ frames, isAnimated: frames > 1 });
    expect(facts.flaws?.join()).toContain(flaw);
  });

  it.each([
    ['a frame', [shown(5), shown(5)], { frames: 2, isAnimated: true, durationSecs: 0.1 }],
    ['the only frame', [shown(5)], { frames: 1, isAnimated: false }],
    ['a comment', [frame, comment], { frames: 1, isAnimated: false }],
  ])('is not that the end mark alone is missing behind %s', async (_, blocks, facts) => {
    const found = await factsOfGif(Buffer.concat([screen, ...blocks]));
    expect(found).toMatchObject(facts);
    expect(found).not.toHaveProperty('flaws');
    expect(found).not.toHaveProperty('isMoreFrames');
  });

  it('is a file without a frame', async () => {
    const { flaws } = await factsOfGif(Buffer.concat([screen, comment]));
    expect(flaws).toEqual(['It is cut short: the end of a GIF is missing.']);
  });

  it('is a screen without height', async () => {
    const flat = Buffer.from(screen);
    flat.writeUInt16LE(0, 8);
    const { flaws } = await factsOfGif(Buffer.concat([flat, frame, trailer]));
    expect(flaws).toEqual(['It says that it is 320 × 0 pixels.']);
  });
});

describe('limits', () => {
  it('end an endless file within 16 MiB, without a guess at the rest', async () => {
    for (const [frames, pattern] of [
      [0, '!\xfe\0'],
      [0, '!\xfe\x01a\0'],
      [1, '!\xfe\xff'],
    ] as const) {
      const start = [screen, ...times(frames, frame)];
      const content = Buffer.concat([...start, Buffer.alloc(20_000_000, pattern, 'latin1')]);
      const reader = new CountingReader(content);
      const { facts, bytesRead } = await readUnhurried(reader, content.length, 'image/gif');
      expect(facts).toMatchObject({ frames, isMoreFrames: true });
      expect(facts).not.toHaveProperty('isAnimated');
      expect(reader.bytesRead).toBe(16 * 1024 * 1024);
      expect(bytesRead).toBe(reader.bytesRead);
    }
  });

  it('leave the time of more frames than can be counted open', async () => {
    const content = Buffer.concat([screen, ...times(800_000, shown(9))]);
    const facts = await factsOfGif(content);
    expect(facts).toMatchObject({ isMoreFrames: true, isAnimated: true });
    expect(facts.frames).toBeGreaterThan(700_000);
    expect(facts).not.toHaveProperty('durationSecs');
  });

  it('are not met by a GIF of 15 MB', async () => {
    const data = Buffer.alloc(256 * 200, 0xff);
    const big = Buffer.concat([frame.subarray(0, 11), data, Buffer.from([0])]);
    const facts = await factsOfGif(gif(...times(290, big)));
    expect(facts).toMatchObject({ frames: 290, isAnimated: true, durationSecs: 29 });
    expect(facts).not.toHaveProperty('isMoreFrames');
  });
});

describe('reading', () => {
  it('stops when told to', async () => {
    const content = bytesOf('media/animated.gif');
    const reader = new CountingReader(content);
    const stopped = AbortSignal.abort(new Error('enough'));
    await expect(readUnhurried(reader, content.length, 'image/gif', stopped)).rejects.toThrow(
      'enough',
    );
    expect(reader.reads).toBe(0);
  });

  it('passes on that the disk failed', async () => {
    const reader = { read: () => Promise.reject(new Error('EIO')) };
    await expect(readUnhurried(reader, 100, 'image/gif')).rejects.toThrow('EIO');
  });

  it('answers for every truncation and every damage, with few reads', async () => {
    const whole = bytesOf('media/animated.gif');
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length),
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 }),
        async (length, damage) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of damage) bytes[at] = value;
          const reader = new CountingReader(bytes.subarray(0, length));
          const { facts } = await readUnhurried(reader, length, 'image/gif');
          expect(facts.isAnimated).toBeTypeOf('boolean');
          expect(reader.reads).toBeLessThan(4);
        },
      ),
    );
  });
});
