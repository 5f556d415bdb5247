import { describe, expect, it } from 'vitest';
import { headLength, typeByBytes, typeByName } from '../../../src/files/detect.ts';
import { bytesOf } from './fixtures.ts';

const byName = (name: string) => typeByName(name)?.mediaType;
const byBytes = async (bytes: Uint8Array | string) =>
  (await typeByBytes(typeof bytes === 'string' ? Buffer.from(bytes) : bytes))?.mediaType;

describe('the type by name', () => {
  it.each([
    ['a.srt', 'text/srt'],
    ['a.m4v', 'video/mp4'],
    ['a.pjpeg', 'image/pjpeg'],
    ['a.pjp', 'image/pjpeg'],
    ['a.jfif', 'image/jpeg'],
    ['a.JPG', 'image/jpeg'],
    ['a.qt', 'video/quicktime'],
    ['a.ts', 'video/mp2t'],
    ['a.mts', 'video/mp2t'],
    ['a.mpg4', 'video/mp4'],
    ['a.tar.usdz', 'model/vnd.usdz+zip'],
  ])('corrects the MIME database, or uses it: %s is %s', (name, type) => {
    expect(byName(name)).toBe(type);
  });

  it('needs an extension: a file called mp4 is not a video', () => {
    for (const name of ['mp4', '.mp4', 'clip.', 'mp4.', '']) {
      expect(typeByName(name)).toBeUndefined();
    }
  });

  it('names what X does not list without calling it a media type', () => {
    expect(typeByName('a.heic')).toEqual({ mime: 'image/heic', mediaType: undefined });
    expect(typeByName('a.nothing-known')).toBeUndefined();
  });
});

describe('the type by bytes', () => {
  it.each([
    ['WEBVTT', 'text/vtt'],
    ['\uFEFFWEBVTT - a title\r\n', 'text/vtt'],
    ['WEBVTTX', undefined],
    ['1\n00:00:01,000 --> 00:00:02,000\nHi', 'text/srt'],
    ['\uFEFF1\r\n00:00:01,000 --> 00:00:02,000\r\nHi', 'text/srt'],
    ['\n\n12\n0:00:01.5 --> 0:00:02.5\n', 'text/srt'],
    ['1\n00:00:01 --> 00:00:02\nHi', 'text/srt'],
    ['1\n00:00:01,0000 --> 00:00:02,0000\nHi', 'text/srt'],
    ['1\n00:00:01,000 -> 00:00:02,000\n', undefined],
    ['1. First, --> an arrow', undefined],
  ])('reads subtitles by their grammar: %j is %s', async (text, type) => {
    expect(await byBytes(text)).toBe(type);
  });

  it('reads SubRip in UTF-16 of either order, with and without a byte order mark', async () => {
    const text = '1\r\n00:00:01,000 --> 00:00:02,000\r\nå\r\n';
    for (const mark of ['', '\uFEFF']) {
      const little = Buffer.from(mark + text, 'utf16le');
      expect(await byBytes(little)).toBe('text/srt');
      expect(await byBytes(Buffer.from(little).swap16())).toBe('text/srt');
      // A head cut in the middle of a character.
      expect(await byBytes(Buffer.from(little).swap16().subarray(0, -1))).toBe('text/srt');
    }
  });

  it('is not deceived by text that begins like a binary format', async () => {
    for (const text of ['BMW, and other makes of car', 'GIF or JIF?', `G${'oodbye '.repeat(90)}`]) {
      expect(await byBytes(text)).toBeUndefined();
    }
    // G at the two places file-type looks at, and not where the third packet would begin.
    const typescript = `G${'x'.repeat(187)}G${'x'.repeat(400)}`;
    expect(await byBytes(typescript)).toBeUndefined();
  });

  it('reads a transport stream with time codes, and one that begins within a packet', async () => {
    const stream = bytesOf('media/clip.ts');
    const packets = Array.from({ length: 20 }, (_, i) => stream.subarray(i * 188, (i + 1) * 188));
    const timed = Buffer.concat(packets.flatMap((packet) => [Buffer.alloc(4), packet]));
    expect(await byBytes(timed)).toBe('video/mp2t');
    expect(await byBytes(timed.subarray(0, 3 * 192))).toBe('video/mp2t');
    expect(await byBytes(stream.subarray(100, 100 + headLength))).toBe('video/mp2t');
  });

  it('takes Matroska, HEIC, AVIF, PDF, SVG and MP3 for what they are, and for nothing of X', async () => {
    const box = (brand: string) =>
      Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0mif1${brand}`, 'latin1');
    // An EBML header whose DocType (4282), of 8 bytes (88), is "matroska".
    const matroska = Buffer.from(
      '1a45dfa3a34286810142f7810142f2810442f381084282886d6174726f736b614287810442858102',
      'hex',
    );
    for (const [bytes, mime] of [
      [matroska, 'video/matroska'],
      [box('heic'), 'image/heic'],
      [box('avif'), 'image/avif'],
      [Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n'), 'application/pdf'],
      [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
      [Buffer.from('\n<!-- drawn -->\n<svg>'), 'image/svg+xml'],
      [
        Buffer.from('<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C">\n<svg>'),
        'image/svg+xml',
      ],
      [Buffer.from('<?xml version="1.0"?><html></html>'), 'application/xml'],
      [
        Buffer.from('ID3\x04\0\0\0\0\0\x0a' + '\0'.repeat(10) + '\xff\xfb\x90\x64', 'latin1'),
        'audio/mpeg',
      ],
    ] as const) {
      expect(await typeByBytes(bytes)).toEqual({ mime, mediaType: undefined });
    }
  });

  it('answers at once to text made to be slow to match', async () => {
    for (const text of ['<!---->', '<!DOCTYPE svg>', ' ', '1\n', '0:0:0,0 --> ', '\0']) {
      expect(await byBytes(text.repeat(headLength).slice(0, headLength))).toBeUndefined();
    }
  });

  it('reads a USDZ by its first entry, and no other ZIP archive so', async () => {
    const usdz = bytesOf('media/model.usdz').subarray(0, headLength);
    expect(await byBytes(usdz)).toBe('model/vnd.usdz+zip');
    const other = Buffer.from(usdz);
    other.write('model.text', 30);
    expect((await typeByBytes(other))?.mediaType).toBeUndefined();
  });

  it('maps names that X spells otherwise: an animated PNG is a PNG', async () => {
    const png = bytesOf('media/photo.png');
    const control = Buffer.from('000000086163544c000000010000000000000000', 'hex');
    const apng = Buffer.concat([png.subarray(0, 33), control, png.subarray(33)]);
    expect(await byBytes(apng.subarray(0, headLength))).toBe('image/png');
  });

  const box = (name: string, content: string) => {
    const bytes = Buffer.from(`\0\0\0\0${name}${content}`, 'latin1');
    bytes.writeUInt32BE(bytes.length);
    return bytes;
  };

  it('takes any brand for MP4 but QuickTime’s own, whatever stands in front of it', async () => {
    const brands = ['mp4v', 'dash', 'MSNV', 'avc1', 'iso6', 'cmfc', 'XAVC', 'f4v ', 'M4V ', 'zzzz'];
    for (const brand of [...brands, '\0\0\0\0']) {
      const named = box('ftyp', `${brand}\0\0\0\0isom`);
      expect(await byBytes(named)).toBe('video/mp4');
      for (const filler of ['free', 'skip', 'wide', 'uuid']) {
        expect(await byBytes(Buffer.concat([box(filler, 'x'.repeat(20)), named]))).toBe(
          'video/mp4',
        );
      }
    }
    const quickTime = box('ftyp', 'qt  \0\0\0\0qt  ');
    expect(await byBytes(quickTime)).toBe('video/quicktime');
    expect(await byBytes(Buffer.concat([box('wide', ''), quickTime]))).toBe('video/quicktime');
  });

  it.each(['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'])(
    'takes boxes without a brand for QuickTime: %s first',
    async (name) => {
      const bytes = Buffer.concat([box(name, 'x'.repeat(24)), box('mdat', 'x'.repeat(99))]);
      expect(await byBytes(bytes)).toBe('video/quicktime');
    },
  );

  it('takes a GLB of version 1 for one, and subtitles in UTF-16 and in a code page', async () => {
    expect(await byBytes(bytesOf('tricky/version-1.glb'))).toBe('model/gltf-binary');
    expect(await byBytes(Buffer.from('\uFEFFWEBVTT\n\n', 'utf16le'))).toBe('text/vtt');
    expect(await byBytes(bytesOf('tricky/windows-1252.srt'))).toBe('text/srt');
  });
});
