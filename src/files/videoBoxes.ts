import { flaw, type Found } from './facts.ts';
import { boxAt, type Box, type FileWindow } from './isoBoxes.ts';
import { noteFault, noteMissing, videoFlaws } from './videoFlaws.ts';
import { lastFragmentOf, readFragment, readSegmentIndex, type Run } from './videoFragments.ts';
import { readMoov, type Movie, type Track } from './videoMoov.ts';
import { frameRateOf } from './videoRate.ts';

/** Boxes at the top of a file that are visited: a long recording in fragments has two for each. */
const boxesMax = 2000;
/** Bytes of a fragment's index that are read. */
const fragmentMax = 64 * 1024;
/** Frames that make an average, and the fragments that are searched for so many. */
const [framesMin, triesMax] = [50, 8];
/** Bytes read at once at the start of a file, and further on. */
const [aheadAtStart, aheadLater] = [2048, 32];
/** Bytes that this search leaves, for what tells the end: tables, the last fragment, and the way to it. */
const endMax = 2 * fragmentMax + boxesMax * aheadLater;

/** Boxes whose length is believed when it runs past the end of the file. */
const known = /^(mdat|moov|moof|free|skip|wide|uuid|sidx|mfra|styp|meta)$/;

/**
 * Visits the boxes at the top of a file: hands its index to `describe`, which answers with the video's
 * track, and notes what fragments say of duration and frame rate, and what is missing.
 */
export async function readBoxes(
  window: FileWindow,
  found: Found,
  describe: (movie: Movie) => Promise<Track | undefined>,
): Promise<void> {
  const fragments = new Fragments(window, found);
  let hasIndex = false;
  let position = 0;
  let visited = 0;
  for (; visited < boxesMax && position < window.size; visited++) {
    const ahead = position === 0 ? aheadAtStart : aheadLater;
    const box = await boxAt(window, position, window.size, ahead);
    if (box === undefined || !/^[\x20-\x7e©]{4}$/.test(box.type)) break;
    if (box.type === 'ftyp') {
      const brand = (await window.bytes(box.body, 4, aheadAtStart)).toString('latin1');
      found.container = brand === 'qt  ' ? 'QuickTime' : 'MP4';
    } else if (box.type === 'moov' && !hasIndex) {
      hasIndex = true;
      const movie = await readMoov(window, box);
      fragments.begin(movie, await describe(movie));
    }
    if (box.end > window.size && known.test(box.type)) {
      // Without an index more is missing than this box's end.
      if (hasIndex) noteMissing(found, box.end - window.size);
      break;
    }
    position = hasIndex ? await fragments.next(box) : box.end;
  }
  if (!hasIndex) flaw(found, videoFlaws.noIndex);
  await fragments.finish(visited < boxesMax || position >= window.size);
}

/** What is learnt of fragments as their boxes are passed. */
class Fragments {
  readonly #window: FileWindow;
  readonly #found: Found;
  #movie: Movie | undefined;
  #video: Track | undefined;
  #last: Box | undefined;
  /** Where the fragments end that a segment index covers. */
  #covered = 0;
  #endSecs = 0;
  #tries = 0;
  /** Frames that were counted, without the first, and what they last. */
  readonly #counted = { frames: 0, ticks: 0, first: 0 };
  #hasSearched = false;

  constructor(window: FileWindow, found: Found) {
    this.#window = window;
    this.#found = found;
  }

  begin(movie: Movie, video: Track | undefined): void {
    this.#movie = movie;
    this.#video = video;
    if (movie.isFragmented && movie.fragmentsDuration === 0) {
      // What the index itself lasts is mostly the first fragment: no more than a least.
      this.#endSecs = Math.max(this.#endSecs, this.#found.durationSecs ?? 0);
      delete this.#found.durationSecs;
    }
    if (video?.samplesDuration === undefined || !movie.isFragmented) return;
    this.#counted.frames = video.samples;
    this.#counted.ticks = video.samplesDuration;
    this.#counted.first = video.firstDuration;
  }

  /** Takes in one box, and answers where the next one is that tells more. */
  async next(box: Box): Promise<number> {
    if (box.type === 'sidx') {
      // Of very long videos; a part of it says nothing.
      if (box.end - box.body > fragmentMax) return box.end;
      const content = await this.#window.bytes(box.body, box.end - box.body);
      await noteFault(this.#found, videoFlaws.index, () => {
        const segments = readSegmentIndex(content);
        if (segments === undefined) return;
        this.#covered = Math.max(this.#covered, box.end + segments.bytes);
        this.#endSecs = Math.max(this.#endSecs, segments.endSecs);
      });
    } else if (box.type === 'moof') {
      this.#last = box;
      return this.#passFragment(box);
    }
    return box.end;
  }

  async #passFragment(box: Box): Promise<number> {
    if (this.#isRateOpen()) {
      this.#tries += 1;
      this.#noteRate(await this.#read(box));
      if (this.#isRateOpen()) return box.end;
    }
    if (this.#covered > box.end) {
      if (this.#covered > this.#window.size) {
        noteMissing(this.#found, this.#covered - this.#window.size);
      }
      return this.#covered;
    }
    if (!this.#hasSearched) {
      this.#hasSearched = true;
      return Math.max(box.end, (await this.#lastByTable()) ?? 0);
    }
    return box.end;
  }

  #isRateOpen(): boolean {
    if (this.#video === undefined || this.#tries >= triesMax) return false;
    if (this.#window.left < endMax + fragmentMax) return false;
    return this.#found.frameRate === undefined && this.#counted.frames < framesMin;
  }

  #noteRate(runs: readonly Run[]): void {
    const counted = this.#counted;
    for (const { trackId, samples, duration, firstDuration } of runs) {
      if (trackId !== this.#video?.id || duration === undefined || samples === 0) continue;
      if (counted.first === 0) counted.first = firstDuration ?? 0;
      counted.frames += samples;
      counted.ticks += duration;
    }
  }

  /** The first frame of all may last longer, as encoders put the start of the recording into it. */
  #noteRateCounted(): void {
    const { frames, ticks, first } = this.#counted;
    if (frames === 0 || this.#video === undefined) return;
    const without = frames > 1 ? 1 : 0;
    const lasts = ticks - without * first;
    const rate = frameRateOf(frames - without, lasts, this.#video.timescale);
    if (rate !== undefined) this.#found.frameRate = rate;
  }

  async #read(moof: Box): Promise<Run[]> {
    const length = Math.min(moof.end - moof.start, fragmentMax);
    const bytes = await this.#window.bytes(moof.start, length);
    let runs: Run[] = [];
    await noteFault(this.#found, videoFlaws.index, () => {
      runs = readFragment(bytes, this.#movie?.sampleDurations ?? new Map());
    });
    return runs;
  }

  /** `mfro` at the very end says how long the tables are that know where fragments begin. */
  async #lastByTable(): Promise<number | undefined> {
    const { size } = this.#window;
    const end = await this.#window.bytes(size - 16, 16);
    if (end.toString('latin1', 4, 8) !== 'mfro') return undefined;
    const length = end.readUInt32BE(12);
    if (length < 16 || length > fragmentMax || length > size) return undefined;
    const last = lastFragmentOf(await this.#window.bytes(size - length, length));
    if (last === undefined || last >= size) return undefined;
    const box = await boxAt(this.#window, last, size, aheadLater);
    return box?.type === 'moof' ? last : undefined;
  }

  /** Notes the duration, when the end of the fragments is known. `isAll`: no box was left out. */
  async finish(isAll: boolean): Promise<void> {
    const movie = this.#movie;
    if (movie === undefined) return;
    this.#noteRateCounted();
    // More fragments follow: the last one that was seen is not the end.
    if (!isAll) return;
    let endSecs = this.#endSecs;
    if (this.#last !== undefined && this.#last.start >= this.#covered) {
      for (const { trackId, start, duration } of await this.#read(this.#last)) {
        const timescale = movie.tracks.find(({ id }) => id === trackId)?.timescale ?? 0;
        if (start === undefined || timescale === 0) continue;
        endSecs = Math.max(endSecs, (start + (duration ?? 0)) / timescale);
      }
    } else if (this.#last === undefined && movie.isFragmented && !this.#video?.samples) {
      if (this.#video !== undefined) flaw(this.#found, videoFlaws.noFrames);
    }
    if (endSecs > (this.#found.durationSecs ?? 0)) this.#found.durationSecs = endSecs;
  }
}
