import type { MediaType } from '../api/contract.ts';
import { decode, encodingOf } from './textEncoding.ts';

/**
 * What the first bytes must show for the types that file-type does not know (SubRip, USDZ), knows
 * only from more of the file than its head (TIFF, whose directory often comes last), or takes for
 * known on two or three bytes that plain text may begin with (BMP, GIF, transport streams).
 */
export const ownSignatures: Partial<Record<MediaType, (head: Buffer) => boolean>> = {
  'text/vtt': (head) => /^WEBVTT(?:[ \t\r\n]|$)/.test(textOf(head)),
  'text/srt': (head) => subRip.test(textOf(head)),
  'model/vnd.usdz+zip': isUsdz,
  'model/gltf-binary': (head) => head.toString('latin1', 0, 4) === 'glTF' && head.length >= 12,
  'video/mp2t': isTransportStream,
  'image/bmp': isBmp,
  'image/gif': (head) => /^GIF8[79]a/.test(head.toString('latin1', 0, 6)),
  'image/tiff': (head) => /^(?:II[*+]\0|MM\0[*+])/.test(head.toString('latin1', 0, 4)),
};

/** A cue's number, then its times; both are written loosely in the wild. */
const subRip =
  /^\s*\d{1,9}[ \t]*(?:\r\n|\n|\r)[ \t]*\d{1,3}:\d{1,2}:\d{1,2}(?:[,.]\d{0,4})?[ \t]*-->[ \t]*\d{1,3}:\d{1,2}:\d{1,2}/;

const textOf = (head: Buffer) => decode(head, encodingOf(head));

/** A ZIP archive whose first entry is the scene; that order is what USDZ adds to ZIP. */
function isUsdz(head: Buffer): boolean {
  if (head.length < 30 || head.readUInt32LE(0) !== 0x04034b50) return false;
  const nameLength = head.readUInt16LE(26);
  return /\.usd[ac]?$/i.test(head.toString('utf8', 30, 30 + nameLength));
}

/**
 * Packets of 188 bytes, or of 192 with a time code before each (M2TS), every one of which begins
 * with 0x47. That is also the letter G, so one packet proves nothing: three do from the start, and
 * eight where a recording begins in the middle of one.
 */
function isTransportStream(head: Buffer): boolean {
  if (packetsFrom(head, 0, 188) >= 3 || packetsFrom(head, 4, 192) >= 3) return true;
  for (let start = 0; start < 192; start += 1) {
    if (packetsFrom(head, start, 188) >= 8 || packetsFrom(head, start, 192) >= 8) return true;
  }
  return false;
}

/** Packets from `start` to the end of the head; 0 when any of them lacks its first byte. */
function packetsFrom(head: Buffer, start: number, packetLength: number): number {
  let packets = 0;
  for (let at = start; at < head.length; at += packetLength) {
    if (head[at] !== 0x47) return 0;
    packets += 1;
  }
  return packets;
}

/** `BM`, then at byte 14 the length of one of the known bitmap headers. */
function isBmp(head: Buffer): boolean {
  if (head.length < 18 || head.toString('latin1', 0, 2) !== 'BM') return false;
  return [12, 16, 40, 52, 56, 64, 108, 124].includes(head.readUInt32LE(14));
}
