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

/** Takes the lines of subtitles in their order. */
export interface CueReader {
  /** `number`: of the line, from 1. */
  line(line: string, number: number): void;
}

/**
 * SubRip is written loosely, and read so: without numbers, with a point for the comma, without the
 * empty line between cues. What follows an empty line may still be text of the cue before.
 */
export class SubRipReader implements CueReader {
  readonly #cues: Cues;
  #expected: 'cue' | 'time' | 'text' = 'cue';

  constructor(cues: Cues) {
    this.#cues = cues;
  }

  line(line: string, number: number): void {
    if (line.trim() === '') this.#expected = 'cue';
    else if (this.#cues.take(line, number)) this.#expected = 'text';
    else if (this.#expected === 'cue' && isNumber(line)) this.#expected = 'time';
    else {
      const isText = this.#cues.count > 0 && !line.includes('-->');
      if (this.#expected === 'time' || (this.#expected === 'cue' && !isText)) {
        this.#cues.notTime(number);
      }
      this.#expected = 'text';
    }
  }
}

const isNumber = (line: string) => /^\s*\d{1,9}\s*$/.test(line.slice(0, timeLineMax));

/** WebVTT (https://www.w3.org/TR/webvtt1/, section 4): blocks of lines, set apart by empty ones. */
export class WebVttReader implements CueReader {
  readonly #cues: Cues;
  /** What the lines since the last empty one are; `name` has one line so far, and no time. */
  #block: 'head' | 'start' | 'name' | 'cue' | 'other' = 'head';

  constructor(cues: Cues) {
    this.#cues = cues;
  }

  line(line: string, number: number): void {
    if (line === '') {
      // A name, and no cue that is called so.
      if (this.#block === 'name') this.#cues.notTime(number);
      this.#block = 'start';
    } else if (this.#cues.take(line, number)) {
      // In a comment as well, which must hold no arrow: so browsers read it.
      this.#block = 'cue';
    } else if (this.#block === 'start' && isOther(line)) {
      this.#block = 'other';
    } else if (this.#block === 'start' && !line.includes('-->')) {
      this.#block = 'name';
    } else if (this.#block === 'start' || this.#block === 'name') {
      this.#cues.notTime(number);
      this.#block = 'other';
    }
  }
}

/** What stands between cues and is none. */
const isOther = (line: string) => /^(?:NOTE(?:[ \t]|$)|(?:STYLE|REGION)[ \t]*$)/.test(line);
