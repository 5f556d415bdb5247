import type { Found } from './facts.ts';
import type { Stream } from './transportStream.ts';
import { aacName } from './videoCodecs.ts';

/** By the type of a stream; the first is ISO's, the others are registered by ATSC and Blu-ray. */
const sounds: Readonly<Record<number, string>> = {
  0x03: 'MP3',
  0x04: 'MP3',
  0x0f: 'AAC',
  0x11: 'AAC',
  0x1c: 'AAC',
  0x80: 'PCM',
  0x81: 'AC-3',
  0x82: 'DTS',
  0x83: 'TrueHD',
  0x84: 'E-AC-3',
  0x85: 'DTS',
  0x86: 'DTS',
  0x87: 'E-AC-3',
  0x8a: 'DTS',
};
const named: Readonly<Record<string, string>> = {
  'AC-3': 'AC-3',
  'E-AC-3': 'E-AC-3',
  EAC3: 'E-AC-3',
  DTS: 'DTS',
  DTS1: 'DTS',
  DTS2: 'DTS',
  DTS3: 'DTS',
  Opus: 'Opus',
  BSSD: 'PCM',
};

/** The sound of a stream, by what the program's map calls it. */
export function soundOf({ type, name, parts: [start] }: Stream): string | undefined {
  if (type !== 6) return sounds[type];
  const isAdts = start?.[0] === 0xff && ((start[1] ?? 0) & 0xf6) === 0xf0;
  return named[name ?? ''] ?? (isAdts ? 'AAC' : undefined);
}

/** Notes codec, channels and rate, by the header of the first frame. */
export function readSound(stream: Stream, found: Found): void {
  const codec = soundOf(stream);
  found.audioCodec = codec;
  const bytes = Buffer.concat(stream.parts).subarray(0, 8192);
  if (codec === 'AAC') noteAac(bytes, found);
  else if (codec === 'MP3') noteMpeg(bytes, found);
  else if (codec === 'AC-3' || codec === 'E-AC-3') noteDolby(bytes, codec, found);
  else if (codec === 'Opus') found.audioRate = 48_000;
}

const aacRates = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000,
  7350,
];

/** ADTS (ISO/IEC 14496-3, 1.A.2). */
function noteAac(bytes: Buffer, found: Found): void {
  for (let at = 0; at + 7 <= bytes.length; at++) {
    if ((bytes.readUInt16BE(at) & 0xfff6) !== 0xfff0) continue;
    const rate = aacRates[(bytes.readUInt8(at + 2) >> 2) & 15];
    if (rate === undefined) continue;
    found.audioCodec = aacName((bytes.readUInt8(at + 2) >> 6) + 1);
    found.audioRate = rate;
    const channels = (bytes.readUInt16BE(at + 2) >> 6) & 7;
    if (channels > 0) found.audioChannels = channels === 7 ? 8 : channels;
    return;
  }
}

/** By version and index (ISO/IEC 11172-3 and 13818-3). */
const mpegRates = [44_100, 48_000, 32_000];

function noteMpeg(bytes: Buffer, found: Found): void {
  for (let at = 0; at + 4 <= bytes.length; at++) {
    const header = bytes.readUInt16BE(at);
    if (header >> 5 !== 0x7ff) continue;
    const [version, layer] = [(header >> 3) & 3, (header >> 1) & 3];
    const rate = mpegRates[(bytes.readUInt8(at + 2) >> 2) & 3];
    if (version === 1 || layer === 0 || rate === undefined) continue;
    found.audioCodec = `MP${4 - layer}`;
    found.audioRate = rate / (version === 3 ? 1 : version === 2 ? 2 : 4);
    found.audioChannels = bytes.readUInt8(at + 3) >> 6 === 3 ? 1 : 2;
    return;
  }
}

/** Channels by `acmod`, without the one for low frequencies (ETSI TS 102 366). */
const dolbyChannels = [2, 1, 2, 3, 3, 4, 4, 5];
const dolbyRates = [48_000, 44_100, 32_000];

function noteDolby(bytes: Buffer, codec: string, found: Found): void {
  const at = bytes.indexOf(Buffer.from([0x0b, 0x77]));
  if (at < 0 || at + 8 > bytes.length) return;
  const fields = bytes.readUInt8(at + 4);
  const rate = dolbyRates[fields >> 6];
  if (rate !== undefined) found.audioRate = rate;
  if (codec === 'E-AC-3') {
    found.audioChannels = (dolbyChannels[(fields >> 1) & 7] ?? 0) + (fields & 1);
    return;
  }
  const mode = bytes.readUInt8(at + 6) >> 5;
  const bits = bytes.readUInt16BE(at + 6);
  // The flag of low frequencies stands behind mix levels that only some modes have.
  const skipped = (mode & 1 && mode !== 1 ? 2 : 0) + (mode & 4 ? 2 : 0) + (mode === 2 ? 2 : 0);
  found.audioChannels = (dolbyChannels[mode] ?? 0) + ((bits >> (12 - skipped)) & 1);
}
