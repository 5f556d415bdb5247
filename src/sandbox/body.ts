/** From a request's bytes to what they say. Nothing is refused here: a call refuses in its turn. */
import type { IncomingMessage } from 'node:http';
import { isJsonObject, parseJson, utf8, type Json, type JsonObject } from './json.ts';
import { FormReader, segmentData, type Form, type SegmentData } from './multipart.ts';
import { decodeParameters, grouped, type Parameter } from './urlencoded.ts';

export type Body =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json'; readonly value: Json }
  | { readonly kind: 'form'; readonly form: Form }
  | { readonly kind: 'urlencoded'; readonly parameters: readonly Parameter[] }
  | { readonly kind: 'malformed'; readonly detail: string }
  | { readonly kind: 'other' }
  | { readonly kind: 'tooLarge' };

/** Bytes read and dropped after the limit, so that the client gets to see the answer. */
const drainedBytesMax = 64 * 2 ** 20;

/**
 * Hands the body to `take`, and resolves to its bytes; undefined when they are over `bytesMax`.
 * Rejects when the client goes away.
 */
async function receive(
  incoming: IncomingMessage,
  bytesMax: number,
  take: (chunk: Uint8Array) => void,
): Promise<number | undefined> {
  let bytes = 0;
  // Not destroyed on return: the answer still has to leave through the same socket.
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    const piece = chunk as Uint8Array;
    bytes += piece.length;
    if (bytes <= bytesMax) take(piece);
    if (bytes > bytesMax + drainedBytesMax) break;
  }
  return bytes > bytesMax ? undefined : bytes;
}

/** `onField` sees each text of a multipart form as it is there. */
export async function readBody(
  incoming: IncomingMessage,
  bytesMax: number,
  onField: (field: Parameter) => void = () => undefined,
): Promise<Body> {
  const contentType = incoming.headers['content-type'] ?? '';
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'multipart/form-data') {
    const reader = new FormReader(contentType, onField);
    const bytes = await receive(incoming, bytesMax, (chunk) => {
      reader.write(chunk);
    });
    if (bytes === undefined) return { kind: 'tooLarge' };
    if (bytes === 0) return { kind: 'empty' };
    const form = await reader.end();
    return form instanceof Error
      ? { kind: 'malformed', detail: form.message }
      : { kind: 'form', form };
  }
  const chunks: Uint8Array[] = [];
  const bytes = await receive(incoming, bytesMax, (chunk) => chunks.push(chunk));
  if (bytes === undefined) return { kind: 'tooLarge' };
  return bytes === 0 ? { kind: 'empty' } : readText(type, Buffer.concat(chunks));
}

function readText(type: string | undefined, bytes: Uint8Array): Body {
  try {
    switch (type) {
      case 'application/json':
        return { kind: 'json', value: parseJson(bytes) };
      case 'application/x-www-form-urlencoded':
        return { kind: 'urlencoded', parameters: decodeParameters(utf8(bytes)) };
      default:
        return { kind: 'other' };
    }
  } catch (error) {
    return { kind: 'malformed', detail: error instanceof Error ? error.message : String(error) };
  }
}

/** The body for the log: a segment by its size and hash, the rest as it is, else null. */
export function logged(body: Body): Json {
  switch (body.kind) {
    case 'form': {
      const { fields, media } = body.form;
      const { segment_index = null, ...rest } = grouped(fields);
      const isIndex = typeof segment_index === 'string' && /^[0-9]+$/.test(segment_index);
      const index = isIndex ? Number(segment_index) : null;
      return media === undefined
        ? grouped(fields)
        : { ...rest, segment_index: index, ...summary(media) };
    }
    case 'urlencoded':
      return grouped(body.parameters);
    case 'json':
      if (isJsonObject(body.value) && typeof body.value.media === 'string') {
        const { media, ...rest } = body.value;
        return { ...rest, ...summary(segmentData(Buffer.from(media, 'base64'))) };
      }
      return body.value;
    default:
      return null;
  }
}

function summary({ bytes, sha256 }: SegmentData): JsonObject {
  return { bytes, sha256 };
}
