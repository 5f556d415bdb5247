/** Damage by numbers: the same seed makes the same damage. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { bytesOf, fixture } from './fixtures.ts';

export interface Original {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Bytes of a fixture that is damaged: larger ones would only be slower. */
const originalMax = 256 * 1024;

/** More than may be read of a video. */
const paddingMax = 1024 * 1024;

/** All fixtures, of every type. */
export function originals(): readonly Original[] {
  return ['media', 'tricky', 'limits'].flatMap((folder) =>
    readdirSync(fixture(folder))
      .map((name) => path.join(folder, name))
      .filter((name) => statSync(fixture(name)).size <= originalMax)
      .map((name) => ({ name: path.basename(name), bytes: bytesOf(name) })),
  );
}

/** Mulberry32: numbers from 0 up to 1. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Draw = (below: number) => number;
type Damage = (bytes: Buffer, draw: Draw, other: Buffer) => Buffer;

/** Lengths and counts that parsers trip over. */
const extremes = [
  0, 1, 2, 7, 8, 0x7f, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];

/** Half of the time near the start, where the structure is; else anywhere. */
const place = (bytes: Buffer, draw: Draw) =>
  draw(2) === 0 ? draw(Math.min(bytes.length, 512)) : draw(bytes.length);

const damages: readonly Damage[] = [
  (bytes, draw) => bytes.subarray(0, draw(bytes.length)),
  (bytes, draw, other) =>
    Buffer.concat([bytes.subarray(0, place(bytes, draw)), other.subarray(draw(other.length))]),
  (bytes, draw, other) => {
    const at = place(bytes, draw);
    const from = draw(other.length);
    const piece = other.subarray(from, from + draw(4096));
    return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
  },
  (bytes, draw) => {
    const at = place(bytes, draw);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + draw(64))]);
  },
  (bytes, draw) => {
    const at = place(bytes, draw);
    const piece = bytes.subarray(at, at + draw(2048));
    const times = Array.from({ length: 1 + draw(16) }, () => piece);
    return Buffer.concat([bytes.subarray(0, at), ...times, bytes.subarray(at)]);
  },
  (bytes, draw) => {
    for (let count = draw(24); count >= 0; count -= 1) bytes[place(bytes, draw)] = draw(256);
    return bytes;
  },
  (bytes, draw) => {
    for (let count = draw(4); count >= 0; count -= 1) {
      const at = place(bytes, draw);
      const value = extremes[draw(extremes.length)] ?? 0;
      const end = Math.min(4, bytes.length - at);
      const word = Buffer.alloc(4);
      if (draw(2) === 0) word.writeUInt32BE(value);
      else word.writeUInt32LE(value);
      word.copy(bytes, at, 0, end);
    }
    return bytes;
  },
  (bytes, draw) => {
    const at = place(bytes, draw);
    const end = Math.min(bytes.length, at + draw(512));
    for (let one = at; one < end; one += 1) bytes[one] = draw(256);
    return bytes;
  },
  (bytes, draw) => Buffer.concat([bytes, Buffer.alloc(draw(8192), draw(256))]),
];

/** One damaged file, and a name for it: mostly one that goes with its bytes. */
export function damaged(originals: readonly Original[], next: () => number): Original {
  const draw: Draw = (below) => Math.floor(next() * Math.max(1, below));
  const pick = () => originals[draw(originals.length)] ?? { name: 'none', bytes: Buffer.alloc(1) };
  const one = pick();
  const name = draw(8) === 0 ? pick().name : one.name;
  if (draw(40) === 0) {
    const noise = Buffer.from(Array.from({ length: draw(4096) }, () => draw(256)));
    return { name, bytes: Buffer.concat([one.bytes.subarray(0, draw(32)), noise]) };
  }
  let bytes: Buffer = Buffer.from(one.bytes);
  // Something large in the middle, so that limits are met.
  if (draw(25) === 0) {
    const at = place(bytes, draw);
    const padding = Buffer.alloc(draw(paddingMax), bytes.subarray(at, at + 1 + draw(16)));
    bytes = Buffer.concat([bytes.subarray(0, at), padding, bytes.subarray(at)]);
  }
  for (let count = draw(3); count >= 0; count -= 1) {
    bytes = damages[draw(damages.length)]?.(bytes, draw, pick().bytes) ?? bytes;
    bytes = Buffer.from(bytes);
  }
  return { name, bytes };
}
