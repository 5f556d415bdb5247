/** The uploads X knows of, from initialize on. */
import type { InitializeRequest } from '../api/contract.ts';
import { Appends } from './appends.ts';
import { Assembly } from './assembly.ts';
import { mediaKey } from './ids.ts';
import type { Json } from './json.ts';
import type { SegmentData } from './multipart.ts';
import { mediaNotFound } from './problems.ts';
import type { ProcessingFailure, Settings } from './settings.ts';

/** What becomes of finished media. */
export interface Processing {
  readonly secs: number;
  readonly failure: ProcessingFailure | null;
  /** Percent. */
  readonly stuckAt: number | null;
}

export interface Media {
  readonly id: string;
  readonly mediaKey: string;
  readonly asked: InitializeRequest;
  readonly assembly: Assembly;
  readonly appends: Appends;
  /** Epoch milliseconds. */
  expiresAt: number;
  /** Epoch milliseconds; undefined until finalize has succeeded. */
  finalizedAt: number | undefined;
  /** As it is set when finalize comes. */
  processing: Processing;
  metadata: Json;
  /** By language code. */
  readonly subtitles: Map<string, { readonly id: string; readonly display_name?: string }>;
}

export class MediaStore {
  #media = new Map<string, Media>();
  /** Those that may hold bytes of segments. */
  readonly #holding = new Set<Media>();
  readonly #clock: () => number;
  readonly #nextId: () => string;
  readonly #settings: Settings;

  constructor(clock: () => number, nextId: () => string, settings: Settings) {
    this.#clock = clock;
    this.#nextId = nextId;
    this.#settings = settings;
  }

  create(asked: InitializeRequest, expiresAfterSecs: number): Media {
    this.#letGo();
    const id = this.#nextId();
    const media: Media = {
      id,
      mediaKey: mediaKey(id, asked.media_category),
      asked,
      assembly: new Assembly(),
      appends: new Appends(),
      expiresAt: this.#clock() + expiresAfterSecs * 1000,
      finalizedAt: undefined,
      processing: { secs: 0, failure: null, stuckAt: null },
      metadata: null,
      subtitles: new Map(),
    };
    this.#media.set(id, media);
    return media;
  }

  /** An expired one is as unknown as any other. */
  get(id: string): Media | undefined {
    this.#letGo();
    const media = this.#media.get(id);
    return media === undefined || this.expired(media) ? undefined : media;
  }

  /** Expired or not. */
  known(id: string): Media | undefined {
    return this.#media.get(id);
  }

  /** A segment comes. */
  put(media: Media, index: number, segment: SegmentData): void {
    this.#holding.add(media);
    media.assembly.put(index, segment);
    media.appends.took(index);
    const { appendRenewsSecs } = this.#settings;
    if (appendRenewsSecs !== null) media.expiresAt = this.#clock() + appendRenewsSecs * 1000;
  }

  /** The media, or a 404 of v2 that names `parameter`. */
  find(id: string, parameter: string): Media {
    const media = this.get(id);
    if (media === undefined) throw mediaNotFound(parameter, id);
    return media;
  }

  expired(media: Media): boolean {
    return this.#clock() >= media.expiresAt;
  }

  /** Whole seconds until the media expires. */
  remainingSecs(media: Media): number {
    return Math.max(0, Math.floor((media.expiresAt - this.#clock()) / 1000));
  }

  all(): Media[] {
    this.#letGo();
    return [...this.#media.values()];
  }

  /** Of the bytes that nothing can ask for any more. */
  #letGo(): void {
    for (const media of this.#holding) {
      if (media.finalizedAt === undefined && !this.expired(media)) continue;
      media.assembly.release();
      this.#holding.delete(media);
    }
  }
}
