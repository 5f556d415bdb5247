import { spsOfAvcC, type SequenceParameters } from './h264.ts';
import { BitReader, chromaFormats } from './videoBits.ts';
import type { Found } from './facts.ts';

/** How people name codecs of pictures, by what files write: sample entries of MP4 and QuickTime, ids of Matroska. */
const videoNames: readonly (readonly [RegExp, string])[] = [
  [/^(avc[1-4]|dva1|dvav|V_MPEG4\/ISO\/AVC)$/, 'H.264'],
  [/^(hvc1|hev1|dvh1|dvhe|V_MPEGH\/ISO\/HEVC)$/, 'HEVC'],
  [/^(vvc1|vvi1)$/, 'VVC'],
  [/^(vp08|V_VP8)$/, 'VP8'],
  [/^(vp09|V_VP9)$/, 'VP9'],
  [/^(av01|dav1|V_AV1)$/, 'AV1'],
  [/^(ap[a-z0-9]{2}|V_PRORES)$/, 'ProRes'],
  [/^(mp4v|XVID|DIVX|V_MPEG4\/ISO\/(SP|ASP|AP))$/, 'MPEG-4 Visual'],
  [/^(mp2v|m2v1|hdv[0-9a-z]|xd[vh5][0-9a-z]|mx[345][np]|V_MPEG2)$/, 'MPEG-2'],
  [/^(m1v.|mpeg|V_MPEG1)$/, 'MPEG-1'],
  [/^(s263|h263|H263)$/, 'H.263'],
  [/^(jpeg|mjp[ab2g]|MJPG|V_MJPEG)$/, 'Motion JPEG'],
  [/^png $/, 'PNG'],
  [/^AVd[nh]$/, 'DNxHD'],
  [/^CFHD$/, 'CineForm'],
  [/^dv(c |cp|pp|5n|5p|hp|h[2356q])$/, 'DV'],
  [/^SVQ[13]$/, 'Sorenson Video'],
  [/^(rle |smc |rpza|cvid)$/, 'QuickTime animation'],
  [/^(2vuy|yuv2|v210|v308|v408|v410|raw |yuvs|V_UNCOMPRESSED)$/, 'uncompressed'],
];

/** A codec's name, or its code reduced to what no view, shell or log mistakes for more than letters. */
export function videoName(code: string): string {
  return videoNames.find(([codes]) => codes.test(code))?.[1] ?? inert(code);
}

/** Letters and digits of what a file calls something. */
export function inert(code: string): string {
  return code.replace(/[^A-Za-z0-9]+/g, '').slice(0, 16) || 'unknown';
}

const audioNames: Readonly<Record<string, string>> = {
  aac: 'AAC',
  mp3: 'MP3',
  opus: 'Opus',
  vorbis: 'Vorbis',
  flac: 'FLAC',
  ac3: 'AC-3',
  eac3: 'E-AC-3',
  dts: 'DTS',
  ulaw: 'PCM',
  alaw: 'PCM',
  alac: 'ALAC',
  'ac-4': 'AC-4',
  samr: 'AMR',
  sawb: 'AMR',
  lpcm: 'PCM',
};

/** By the object types of MPEG-4 audio (ISO/IEC 14496-3, 1.5.1). */
const aacNames: Readonly<Record<number, string>> = {
  1: 'AAC Main',
  2: 'AAC-LC',
  3: 'AAC SSR',
  4: 'AAC LTP',
  5: 'HE-AAC',
  23: 'AAC-LD',
  29: 'HE-AAC v2',
  39: 'AAC-ELD',
  42: 'xHE-AAC',
};

/** A codec of sound as people name it: of mediabunny's `codec`, or else of the code in the file. */
export function audioName(codec: string | null, code: string | undefined): string {
  const known = codec ?? (code ?? '').trim().toLowerCase();
  if (known.startsWith('pcm-')) return 'PCM';
  return audioNames[known] ?? inert(code ?? '');
}

/** AAC by its object type; undefined where the type is no AAC's. */
export function aacName(objectType: number): string {
  return aacNames[objectType] ?? 'AAC';
}

/**
 * What a decoder's configuration says of profile, chroma and bits; `type` is the box's that MP4
 * keeps it in. Answers with the sequence parameters of H.264. Throws a `RangeError` on damage.
 */
export function readConfig(
  type: string,
  config: Uint8Array,
  found: Found,
): SequenceParameters | undefined {
  const byte = (index: number) => {
    const value = config[index];
    if (value === undefined) throw new RangeError('The configuration ends too early.');
    return value;
  };
  switch (type) {
    case 'avcC': {
      const sps = spsOfAvcC(config);
      if (sps !== undefined) noteSps(sps, found);
      return sps;
    }
    case 'hvcC':
      found.chroma = chromaFormats[byte(16) & 3];
      found.bitDepth = (byte(17) & 7) + 8;
      found.videoProfile = hevcProfile(byte(1) & 0x1f);
      return undefined;
    case 'av1C': {
      const flags = byte(2);
      const isDeep = (flags & 0x40) !== 0;
      found.videoProfile = ['Main', 'High', 'Professional'][byte(1) >> 5];
      found.bitDepth = isDeep ? (flags & 0x20 ? 12 : 10) : 8;
      found.chroma = flags & 0x10 ? '4:0:0' : subsampling(flags & 8, flags & 4);
      return undefined;
    }
    case 'vpcC':
      found.videoProfile = `Profile ${byte(4)}`;
      found.bitDepth = byte(6) >> 4;
      found.chroma = ['4:2:0', '4:2:0', '4:2:2', '4:4:4'][(byte(6) >> 1) & 7];
      return undefined;
    default:
      return undefined;
  }
}

/** The boxes of MP4 that configure decoders which {@link readConfig} reads. */
export const configTypes = ['avcC', 'hvcC', 'av1C', 'vpcC'] as const;

/** Notes what sequence parameters say of everything but the size. */
export function noteSps(sps: SequenceParameters, found: Found): void {
  found.videoProfile = sps.profile;
  found.chroma = sps.chroma;
  found.bitDepth = sps.bitDepth;
  found.isInterlaced = sps.isInterlaced;
}

const hevcProfiles: Readonly<Record<number, string>> = {
  1: 'Main',
  2: 'Main 10',
  3: 'Main Still Picture',
  4: 'Range Extensions',
};

/** ITU-T H.265, annex A. */
export function hevcProfile(idc: number): string {
  return hevcProfiles[idc] ?? `profile ${idc}`;
}

/** Apple's flavours of ProRes, by the sample entry. */
export function noteProRes(code: string, found: Found): void {
  const profile = proResProfiles[code];
  if (profile === undefined) return;
  found.videoProfile = profile;
  found.chroma = profile.startsWith('4444') ? '4:4:4' : '4:2:2';
  found.bitDepth = profile.startsWith('4444') ? 12 : 10;
}

const proResProfiles: Readonly<Record<string, string>> = {
  apco: '422 Proxy',
  apcs: '422 LT',
  apcn: '422',
  apch: '422 HQ',
  ap4h: '4444',
  ap4x: '4444 XQ',
};

/** The start of a VP9 key frame (VP9 bitstream, 6.2): profile, bits and chroma. */
export function noteVp9Frame(frame: Uint8Array, found: Found): void {
  if (frame.length < 8) return;
  const bits = new BitReader(frame);
  if (bits.bits(2) !== 2) return;
  const profile = bits.bit() + 2 * bits.bit();
  if (profile === 3) bits.skip(1);
  const [isShownAgain, isDelta] = [bits.flag(), bits.flag()];
  if (isShownAgain || isDelta) return;
  found.videoProfile = `Profile ${profile}`;
  bits.skip(2 + 24);
  found.bitDepth = profile >= 2 ? (bits.flag() ? 12 : 10) : 8;
  const isRgb = bits.bits(3) === 7;
  if (isRgb) found.chroma = '4:4:4';
  else if (profile % 2 === 0) found.chroma = '4:2:0';
  else {
    bits.skip(1);
    found.chroma = subsampling(bits.bit(), bits.bit());
  }
}

function subsampling(x: number, y: number): string {
  if (x === 0) return y === 0 ? '4:4:4' : '4:4:0';
  return y === 0 ? '4:2:2' : '4:2:0';
}
