/** The calls that are counted and can fail on request, and what each is given. */
import type { IncomingHttpHeaders } from 'node:http';
import type { AppendUnderWay } from './appends.ts';
import type { Body } from './body.ts';
import type { Caller, Rejection } from './callers.ts';
import type { Json, JsonObject } from './json.ts';
import { isJsonObject } from './json.ts';
import type { MediaStore } from './mediaStore.ts';
import { invalidRequest, notAJsonObject, tooLarge, unsupportedContentType } from './problems.ts';
import type { Settings } from './settings.ts';

export const calls = [
  'initialize',
  'append',
  'finalize',
  'status',
  'metadata',
  'subtitles',
  'me',
  'token',
  'revoke',
] as const;
export type Call = (typeof calls)[number];

/** What the calls work on. */
export interface World {
  readonly media: MediaStore;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly settings: Settings;
}

export interface CallRequest {
  /** `id` of the path, as sent; empty where the path has none. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Body;
  /** Who is calling, where the dialect has let them. */
  readonly caller: Caller | Rejection;
  /** For an append of media that the sandbox has, expired or not. */
  readonly append: AppendUnderWay | undefined;
}

/** A call of v2: answers `data` of a 200, undefined for a 204, or throws `Refused`. */
export type Handler = (world: World, request: CallRequest) => Json | undefined;

/** The body of a call that takes JSON only. */
export function jsonBody(body: Body): JsonObject {
  switch (body.kind) {
    case 'json':
      if (isJsonObject(body.value)) return body.value;
      throw notAJsonObject();
    case 'empty':
    case 'malformed':
      throw notAJsonObject();
    case 'form':
    case 'urlencoded':
    case 'other':
      throw unsupportedContentType('application/json');
    case 'tooLarge':
      throw tooLarge();
  }
}

/** X refuses query parameters that a call does not have, and one given twice. */
export function checkQuery(query: URLSearchParams, allowed: readonly string[]): void {
  const errors = [...new Set(query.keys())].flatMap((name) => {
    const parameters = { [name]: query.getAll(name) };
    if (!allowed.includes(name)) {
      const known = allowed.join(', ');
      return [{ message: `The query parameter [${name}] is not one of [${known}]`, parameters }];
    }
    return query.getAll(name).length > 1
      ? [{ message: `The query parameter [${name}] is given more than once`, parameters }]
      : [];
  });
  if (errors.length > 0) throw invalidRequest(...errors);
}
