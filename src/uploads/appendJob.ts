import type { XApiError } from '../api/errors.ts';
import type { MediaApi } from '../api/mediaApi.ts';
import type { Ports } from '../api/ports.ts';
import type { BufferPool } from './buffers.ts';
import type { Connections } from './connections.ts';
import type { Ledger } from './ledger.ts';
import type { SourceFile } from './sourceFile.ts';
import type { Stop } from './stop.ts';

/** What the segments of an upload are sent with. */
export interface AppendJob {
  readonly uploadId: string;
  readonly mediaId: string;
  readonly api: MediaApi;
  readonly ledger: Ledger;
  readonly source: SourceFile;
  readonly buffers: BufferPool;
  readonly connections: Connections;
  /** Segments at once, a setting; at least 1. */
  readonly parallel: () => number;
  /** Epoch milliseconds, as X last said; undefined where it never did. */
  readonly expiresAt: () => number | undefined;
  readonly ports: Ports;
  readonly signal: AbortSignal;
  /** Why nothing more may be sent, if that is so; asked before each request. */
  readonly barred: () => Promise<Stop | undefined>;
  /**
   * X has acknowledged a segment, and may have said anew when the media_id expires. `inFlight` is
   * as of `onInFlight`.
   */
  readonly onAcknowledged: (expiresAt: number | undefined, inFlight: number) => void;
  /** Bytes of the file on their way that are not acknowledged yet. */
  readonly onInFlight: (bytes: number) => void;
  /** Why it waits, while it does. */
  readonly onWaiting: (error: XApiError | undefined) => void;
}
