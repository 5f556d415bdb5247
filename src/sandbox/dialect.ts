/** What differs between X's two ways of media upload, and between them and its OAuth 2.0. */
import type { Body } from './body.ts';
import type { Call, CallRequest, World } from './calls.ts';
import type { Caller, Rejection } from './callers.ts';
import type { Json } from './json.ts';
import type { Answer } from './problems.ts';
import type { Settings } from './settings.ts';
import type { Parameter } from './urlencoded.ts';

/** Bytes: room for a segment in base64, so that a larger one is still told apart. */
export function segmentBodyMax({ segmentBytesMax }: Settings): number {
  return 2 * Math.max(segmentBytesMax, 5 * 2 ** 20);
}

export interface Dialect {
  readonly name: 'v2' | 'v1.1' | 'oauth2';
  /** What is answered to who may not call; undefined for who may. */
  readonly refusal: (caller: Caller | Rejection) => Answer | undefined;
  /** Refuses with a status that has nothing to say beyond itself. */
  readonly problem: (status: number, headers?: Record<string, string>) => Answer;
  /** From the text of an answer to its JSON and back, without a loss. */
  readonly json: {
    readonly parse: (text: string) => Json;
    readonly stringify: (value: Json) => string;
  };
}

/** What the path and the query of a request say. */
export type Target = Pick<CallRequest, 'id' | 'query'>;

/** A path and a method of X. */
export interface Route {
  readonly dialect: Dialect;
  /** Bytes of the largest body; `segment` for {@link segmentBodyMax}. */
  readonly bytesMax: number | 'segment';
  /**
   * Undefined for no call, and for one that is not known yet: v1.1 may name it in the body, which
   * is undefined before it is read.
   */
  readonly callOf: (query: URLSearchParams, body: Body | undefined) => Call | undefined;
  /** The media id that an append is for, as far as the fields of a form that have come tell it. */
  readonly appendTo?: (target: Target, fields: readonly Parameter[]) => string | undefined;
  /** The body for the log, where some of it must not stay there. */
  readonly logged?: (body: Body) => Json;
  /** Throws `Refused`. */
  readonly perform: (world: World, request: CallRequest, call: Call | undefined) => Answer;
}

/** By path, as the HTTP framework writes it, and method. */
export type Routes = Readonly<Record<string, Readonly<Record<string, Route>>>>;
