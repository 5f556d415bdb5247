import type { FileWindow } from './isoBoxes.ts';

/** An element of EBML (RFC 8794), of which WebM is made. */
export interface Element {
  readonly id: number;
  readonly body: number;
  /** Where its content ends; undefined for one that was written before its length was known. */
  readonly end: number | undefined;
}

/** Ids of Matroska (RFC 9559). */
export const ids = {
  ebml: 0x1a45dfa3,
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  seekPosition: 0x53ac,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackType: 0x83,
  flagEnabled: 0xb9,
  codecId: 0x86,
  codecPrivate: 0x63a2,
  defaultDuration: 0x23e383,
  video: 0xe0,
  flagInterlaced: 0x9a,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
} as const;

/** The longest head of an element: four bytes of id and eight of length. */
const headLength = 12;

/** The element at `position` of what ends at `end`; undefined when none can be there. */
export async function elementAt(
  window: FileWindow,
  position: number,
  end: number,
  ahead: number,
): Promise<Element | undefined> {
  if (end - position < 2) return undefined;
  const head = await window.bytes(position, Math.min(headLength, end - position), ahead);
  return parseHead(head, position);
}

/** The elements in a buffer, by positions in it. Ends at the first that cannot be one. */
export function* elementsIn(bytes: Buffer): Generator<Element & { readonly content: Buffer }> {
  let position = 0;
  while (position < bytes.length) {
    const element = parseHead(bytes.subarray(position, position + headLength), position);
    if (element?.end === undefined) return;
    yield { ...element, content: bytes.subarray(element.body, element.end) };
    position = element.end;
  }
}

function parseHead(bytes: Buffer, start: number): Element | undefined {
  const idLength = vintLength(bytes[0]);
  if (idLength > 4 || bytes.length < idLength + 1) return undefined;
  const length = vintLength(bytes[idLength]);
  if (length > 8 || bytes.length < idLength + length) return undefined;
  const id = bytes.readUIntBE(0, idLength);
  const body = start + idLength + length;
  const size = readVint(bytes, idLength);
  if (size === undefined) return { id, body, end: undefined };
  return Number.isSafeInteger(body + size) ? { id, body, end: body + size } : undefined;
}

function vintLength(first: number | undefined): number {
  return first === undefined || first === 0 ? 9 : Math.clz32(first) - 23;
}

/** A number of variable length; undefined when all its bits are ones, which is "unknown". */
export function readVint(bytes: Buffer, at: number): number | undefined {
  const length = vintLength(bytes[at]);
  if (length > 8) throw new RangeError('No number begins with this byte.');
  let value = bytes.readUInt8(at) & (0xff >> length);
  let isUnknown = value === 0xff >> length;
  for (let i = 1; i < length; i++) {
    const byte = bytes.readUInt8(at + i);
    isUnknown &&= byte === 0xff;
    value = value * 256 + byte;
  }
  return isUnknown ? undefined : value;
}

/** An unsigned number of up to eight bytes. */
export function readUnsigned(bytes: Buffer): number {
  let value = 0;
  for (const byte of bytes.subarray(0, 8)) value = value * 256 + byte;
  return value;
}

export function readFloat(bytes: Buffer): number {
  return bytes.length >= 8 ? bytes.readDoubleBE(0) : bytes.readFloatBE(0);
}

/** An element with `parts` as its content. */
export function makeElement(id: number, ...parts: readonly Uint8Array[]): Buffer {
  const idBytes = Buffer.from(id.toString(16).padStart(2, '0'), 'hex');
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(parts.reduce((sum, part) => sum + part.length, 0)));
  length[0] = 1;
  return Buffer.concat([idBytes, length, ...parts]);
}
