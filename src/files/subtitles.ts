import type { MediaType } from '../api/contract.ts';
import { Cues, readSubRip, readWebVtt } from './cues.ts';
import { flaw, type Found } from './facts.ts';
import { bytesMax, type Reading } from './reading.ts';
import { decode, encodingOf, type TextEncoding } from './textEncoding.ts';

/** Bytes of the start and of the end of subtitles that are longer than may be read. Even. */
const partLength = 128 * 1024;

/** Cues, times and encoding of SubRip and WebVTT. */
export async function readSubtitles(
  reading: Reading,
  found: Found,
  type: MediaType,
): Promise<void> {
  const isWhole = reading.size <= bytesMax.subtitles;
  const start = await reading.at(0, isWhole ? reading.size : partLength);
  const encoding = encodingOf(start);
  found.encoding = encoding;
  const lines = linesOf(start, encoding);
  // The last line of a part is cut somewhere.
  if (!isWhole) lines.pop();
  const kind = type === 'text/vtt' ? 'WebVTT' : 'SubRip';
  const cues = new Cues(found, kind);
  if (kind === 'WebVTT') {
    if (encoding !== 'UTF-8') flaw(found, `WebVTT has to be UTF-8, and this is ${encoding}.`);
    if (!/^WEBVTT(?:[ \t]|$)/.test(lines[0] ?? '')) flaw(found, 'Line 1 is not “WEBVTT”.');
    readWebVtt(lines, cues);
  } else {
    readSubRip(lines, cues);
  }
  if (isWhole) {
    found.cues = cues.count;
    if (cues.count === 0) flaw(found, 'It holds no cue.');
  } else {
    const end = await reading.at(evenly(reading.size - partLength), partLength);
    // Of the end, only the times: which line it begins with is not known.
    const rest = new Cues({}, kind);
    for (const line of linesOf(end, encoding)) rest.take(line, 0);
    cues.lastSecs = Math.max(cues.lastSecs, rest.lastSecs);
    cues.count += rest.count;
  }
  if (cues.count > 0) found.lastCueSecs = cues.lastSecs;
}

/** UTF-16 has its characters at even positions. */
const evenly = (position: number) => position - (position % 2);

function linesOf(bytes: Buffer, encoding: TextEncoding): string[] {
  return decode(bytes, encoding).split(/\r\n|\n|\r/);
}
