import { flaw, type Found } from './facts.ts';

/** Lines that are named as wrong; what more there is would say the same. */
const flawsMax = 5;
/** Characters of a line that can be a time line. */
const timeLineMax = 300;

const subRipTime =
  /^\s*(\d{1,3}:\d{1,2}:\d{1,2}[,.]\d{1,3})[ \t]*-->[ \t]*(\d{1,3}:\d{1,2}:\d{1,2}[,.]\d{1,3})(?![\d:])/;
const webVttTime =
  /^[ \t]*((?:\d{2,4}:)?[0-5]\d:[0-5]\d\.\d{3})[ \t]*-->[ \t]*((?:\d{2,4}:)?[0-5]\d:[0-5]\d\.\d{3})(?:[ \t]|$)/;

/** The cues of subtitles as they are found, line by line. */
export class Cues {
  count = 0;
  /** Seconds at which the cue ends that ends last. */
  lastSecs = 0;
  readonly #found: Found;
  readonly #time: RegExp;
  #flaws = 0;

  constructor(found: Found, kind: 'SubRip' | 'WebVTT') {
    this.#found = found;
    this.#time = kind === 'SubRip' ? subRipTime : webVttTime;
  }

  /** Whether that is the time line of a cue, which then counts. `number`: of the line, from 1. */
  take(line: string, number: number): boolean {
    if (!line.includes('-->')) return false;
    const [, start, end] = this.#time.exec(line.slice(0, timeLineMax)) ?? [];
    if (start === undefined || end === undefined) return false;
    this.count += 1;
    this.lastSecs = Math.max(this.lastSecs, secsOf(end));
    if (secsOf(end) < secsOf(start)) {
      this.#say(`The cue at line ${number} ends before it starts.`);
    }
    return true;
  }

  notTime(number: number): void {
    this.#say(`Line ${number} is no time line.`);
  }

  #say(sentence: string): void {
    this.#flaws += 1;
    if (this.#flaws <= flawsMax) flaw(this.#found, sentence);
  }
}

/** `1:02:03.5`, `02:03,500` */
function secsOf(time: string): number {
  const parts = time.replace(',', '.').split(':').map(Number);
  return Math.round(parts.reduce((sum, part) => sum * 60 + part, 0) * 1000) / 1000;
}

/**
 * SubRip is written loosely, and read so: without numbers, with a point for the comma, without the
 * empty line between cues. What follows an empty line may still be text of the cue before.
 */
export function readSubRip(lines: readonly string[], cues: Cues): void {
  let expected: 'cue' | 'time' | 'text' = 'cue';
  for (const [index, line] of lines.entries()) {
    const number = index + 1;
    if (cues.take(line, number)) {
      expected = 'text';
    } else if (line.trim() === '') {
      expected = 'cue';
    } else if (expected === 'time') {
      cues.notTime(number);
      expected = 'text';
    } else if (expected === 'cue') {
      if (/^\s*\d{1,9}\s*$/.test(line.slice(0, timeLineMax))) {
        expected = 'time';
      } else {
        if (cues.count === 0 || line.includes('-->')) cues.notTime(number);
        expected = 'text';
      }
    }
  }
}

/** WebVTT (https://www.w3.org/TR/webvtt1/, section 4): blocks of lines, set apart by empty ones. */
export function readWebVtt(lines: readonly string[], cues: Cues): void {
  /** Lines of the block so far; the head of the file is one as well. */
  let inBlock = 1;
  let block: 'head' | 'cue' | 'other' | 'unknown' = 'head';
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue;
    const number = index + 1;
    if (line === '') {
      // One line alone, and no time: an identifier without its cue.
      if (block === 'unknown') cues.notTime(number);
      inBlock = 0;
      block = 'unknown';
      continue;
    }
    inBlock += 1;
    if (block !== 'other' && cues.take(line, number)) {
      block = 'cue';
    } else if (block === 'unknown' && inBlock === 1 && isOther(line)) {
      block = 'other';
    } else if (block === 'unknown' && (inBlock === 2 || line.includes('-->'))) {
      cues.notTime(number);
      block = 'other';
    }
  }
}

/** What stands between cues and is none. */
const isOther = (line: string) => /^(?:NOTE(?:[ \t]|$)|(?:STYLE|REGION)[ \t]*$)/.test(line);
