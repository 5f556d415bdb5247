/** The uploads X knows of, from initialize on. */
import type { InitializeRequest } from '../api/contract.ts';
import { Assembly } from './assembly.ts';
import { mediaKey } from './ids.ts';
import type { Json } from './json.ts';
import { mediaNotFound } from './problems.ts';

export interface Media {
  readonly id: string;
  readonly mediaKey: string;
  readonly asked: InitializeRequest;
  readonly assembly: Assembly;
  /** Epoch milliseconds. */
  expiresAt: number;
  /** Epoch milliseconds; undefined until finalize has succeeded. */
  finalizedAt: number | undefined;
  /** Seconds of processing after finalize; as it is set at that moment. */
  processingSecs: number;
  metadata: Json;
  /** By language code. */
  readonly subtitles: Map<string, { readonly id: string; readonly display_name?: string }>;
}

export class MediaStore {
  #media = new Map<string, Media>();
  readonly #clock: () => number;
  readonly #nextId: () => string;

  constructor(clock: () => number, nextId: () => string) {
    this.#clock = clock;
    this.#nextId = nextId;
  }

  create(asked: InitializeRequest, expiresAfterSecs: number): Media {
    const id = this.#nextId();
    const media: Media = {
      id,
      mediaKey: mediaKey(id, asked.media_category),
      asked,
      assembly: new Assembly(),
      expiresAt: this.#clock() + expiresAfterSecs * 1000,
      finalizedAt: undefined,
      processingSecs: 0,
      metadata: null,
      subtitles: new Map(),
    };
    this.#media.set(id, media);
    return media;
  }

  /** An expired one is as unknown as any other. */
  get(id: string): Media | undefined {
    const media = this.#media.get(id);
    if (media === undefined || !this.expired(media)) return media;
    media.assembly.release();
    return undefined;
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
    return [...this.#media.values()];
  }
}
