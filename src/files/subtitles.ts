import { setImmediate as turn } from 'node:timers/promises';
import type { MediaType } from '../api/contract.ts';
import { Cues, SubRipReader, WebVttReader, type CueReader } from './cues.ts';
import { flaw, type Found } from './facts.ts';
import { bytesMax, type Reading } from './reading.ts';
import { decode, encodingOf } from './textEncoding.ts';

/** Bytes of the start and of the end of subtitles that are longer than may be read. Even. */
const partLength = 128 * 1024;
/** Lines after which others get a turn. */
const linesPerTurn = 4096;

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
  const kind = type === 'text/vtt' ? 'WebVTT' : 'SubRip';
  const cues = new Cues(found, kind);
  const text = decode(start, encoding);
  if (kind === 'WebVTT') {
    if (encoding !== 'UTF-8') flaw(found, `WebVTT has to be UTF-8, and this is ${encoding}.`);
    if (!/^WEBVTT(?:[ \t\r\n]|$)/.test(text)) flaw(found, 'Line 1 is not “WEBVTT”.');
  }
  const reader = kind === 'WebVTT' ? new WebVttReader(cues) : new SubRipReader(cues);
  try {
    await readLines(reading, text, reader, isWhole);
  } finally {
    cues.sayFlaws();
  }
  if (isWhole) {
    found.cues = cues.count;
  } else {
    const from = reading.size - partLength;
    // UTF-16 has its characters at even positions.
    const end = await reading.at(from - (from % 2), partLength);
    // Of the end, only the times: which line it begins with is not known.
    const rest = new Cues({}, kind);
    const times = { line: (line: string) => void rest.take(line, 0) };
    await readLines(reading, decode(end, encoding), times, true);
    cues.lastSecs = Math.max(cues.lastSecs, rest.lastSecs);
    cues.count += rest.count;
  }
  if (cues.count > 0) found.lastCueSecs = cues.lastSecs;
}

/** Line by line: a list of hundreds of thousands would keep the editor busy. */
async function readLines(
  reading: Reading,
  text: string,
  reader: CueReader,
  isToTheEnd: boolean,
): Promise<void> {
  const end = /\r\n|\n|\r/g;
  let number = 1;
  let from = 0;
  for (let match = end.exec(text); match !== null; match = end.exec(text)) {
    reader.line(text.slice(from, match.index), number);
    from = end.lastIndex;
    number += 1;
    if (number % linesPerTurn === 0) {
      await turn();
      // Reads nothing, and rejects when time is over.
      await reading.at(reading.size, 0);
    }
  }
  // The last line of a part is cut somewhere.
  if (isToTheEnd) reader.line(text.slice(from), number);
}
