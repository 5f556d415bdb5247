import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gifMoves, type PositionalReader } from '../../../src/files/gif.ts';
import { bytesOf } from './fixtures.ts';

/** A file in memory that counts what is read of it. */
class MemoryReader implements PositionalReader {
  reads = 0;
  bytesRead = 0;
  private readonly content: Buffer;

  constructor(content: Buffer) {
    this.content = content;
  }

  read(buffer: Uint8Array, offset: number, length: number, position: number) {
    const bytesRead = this.content.subarray(position, position + length).copy(buffer, offset);
    this.reads += 1;
    this.bytesRead += bytesRead;
    return Promise.resolve({ bytesRead });
  }
}

const moves = (content: Buffer) => gifMoves(new MemoryReader(content));

const screen = Buffer.from('GIF89a\x01\0\x01\0\0\0\0', 'latin1');
const frame = Buffer.from('2c0000000001000100000202440100', 'hex');
const comment = Buffer.from('!\xfe\x05hello\0', 'latin1');
const trailer = Buffer.from(';');

describe('whether a GIF moves', () => {
  it('tells the animated fixture from the still one', async () => {
    expect(await moves(bytesOf('media/animated.gif'))).toBe(true);
    expect(await moves(bytesOf('media/still.gif'))).toBe(false);
  });

  it('counts frames, whatever stands between them', async () => {
    expect(await moves(Buffer.concat([screen, frame, trailer]))).toBe(false);
    expect(await moves(Buffer.concat([screen, comment, frame, comment, frame, trailer]))).toBe(
      true,
    );
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
    expect(await moves(Buffer.concat([screen, frame, trailer, frame]))).toBe(false);
  });

  it('finds a second frame beyond the first window, and stops there', async () => {
    const data = Buffer.alloc(256 * 1024, 0xff);
    const big = Buffer.concat([frame.subarray(0, 11), data, Buffer.from([0])]);
    const reader = new MemoryReader(
      Buffer.concat([screen, big, frame, Buffer.alloc(4_000_000, 0x21)]),
    );
    expect(await gifMoves(reader)).toBe(true);
    expect(reader.bytesRead).toBeLessThan(600_000);
  });

  it('gives up within 17 MB of an endless file', async () => {
    for (const pattern of ['!\xfe\0', '!\xfe\x01a\0', '!\xfe\xff']) {
      const reader = new MemoryReader(
        Buffer.concat([screen, Buffer.alloc(40_000_000, pattern, 'latin1')]),
      );
      expect(await gifMoves(reader)).toBe(false);
      expect(reader.bytesRead).toBeLessThan(17_000_000);
    }
  });

  it('stops when told to', async () => {
    const reader = new MemoryReader(bytesOf('media/animated.gif'));
    await expect(gifMoves(reader, AbortSignal.abort(new Error('enough')))).rejects.toThrow(
      'enough',
    );
    expect(reader.reads).toBe(0);
  });

  it('passes on that the disk failed', async () => {
    const reader = { read: () => Promise.reject(new Error('EIO')) };
    await expect(gifMoves(reader)).rejects.toThrow('EIO');
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
          const reader = new MemoryReader(bytes.subarray(0, length));
          expect(await gifMoves(reader)).toBeTypeOf('boolean');
          expect(reader.reads).toBeLessThan(4);
        },
      ),
    );
  });
});
