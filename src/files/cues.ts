import { flaw, type Found } from './facts.ts';
import { grouped } from './words.ts';

/** Characters of a line that can be a time line. */
const timeLineMax = 300;

/** The fraction is missing at times, or has a digit more. */
const subRipTime =
  /^\s*(\d{1,3}:\d{1,2}:\d{1,2}(?:[,.]\d{0,4})?)[ \t]*-->[ \t]*(\d{1,3}:\d{1,2}:\d{1,2}(?:[,.]\d{0,4})?)(?![\d:]|[,.]\d)/;
const webVttTime =
  /^[ \t]*((?:\d{2,4}:)?[0-5]\d:[0-5]\d\.\d{3})[ \t]*-->[ \t]*((?:\d{2,4}:)?[0-5]\d:[0-5]\d\.\d{3})(?:[ \t]|$)/;

/** The cues of subtitles as they are found, line by line. */
export class Cues {
  count = 0;
  /** Seconds at which the cue ends that ends last. */
  lastSecs = 0;
  readonly #found: Found;
  readonly #time: RegExp;
  /** The first line that is wrong, and how many are, by what is wrong with them. */
  readonly #wrong = new Map<Wrong, { readonly first: number; count: number }>();

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
    if (secsOf(end) < secsOf(start)) this.#note('order', number);
    return true;
  }

  notTime(number: number): void {
    this.#note('time', number);
  }

  /** Notes what was wrong, each kind once: a thousand lines can be wrong in the same way. */
  sayFlaws(): void {
    for (const [wrong, { first, count }] of this.#wrong) {
      flaw(this.#found, sentences[wrong](first, count - 1));
    }
  }

  #note(wrong: Wrong, number: number): void {
    const noted = this.#wrong.get(wrong);
    if (noted === undefined) this.#wrong.set(wrong, { first: number, count: 1 });
    else noted.count += 1;
  }
}

type Wrong = 'time' | 'order';

/** By the first line, and how many more are like it. */
const sentences: Readonly<Record<Wrong, (line: number, more: number) => string>> = {
  time: (line, more) =>
    `Line ${line} is no time line${andMore(more, 'line is none', 'lines are none')}.`,
  order: (line, more) =>
    `The cue at line ${line} ends before it starts${andMore(more, 'cue does', 'cues do')}.`,
};

function andMore(more: number, one: string, many: string): string {
  return more === 0 ? '' : `, and ${grouped(more)} more ${more === 1 ? one : many}`;
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
 * empty line between cues. What follows an empty line may still be text of the cue before, and so may
 * a number.
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
      const isWrong = this.#expected === 'time' ? isNearlyTime(line) : line.includes('-->');
      if (this.#expected !== 'text' && (isWrong || this.#cues.count === 0)) {
        this.#cues.notTime(number);
      }
      this.#expected = 'text';
    }
  }
}

/** Whether it was meant to be a time line, as opposed to text of a cue below a number, such as a year. */
const isNearlyTime = (line: string) =>
  /->|^\s*\d{1,3}:\d{1,2}[:,.]\d/.test(line.slice(0, timeLineMax));

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
