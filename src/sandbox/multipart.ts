/** Multipart forms: `media`, raw bytes, and text beside it. */
import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import Busboy from '@fastify/busboy';
import type { Parameter } from './urlencoded.ts';

/** The bytes of one segment as they came, with their number and their hash in hex. */
export interface SegmentData {
  readonly chunks: readonly Uint8Array[];
  readonly bytes: number;
  readonly sha256: string;
}

export function segmentData(...chunks: readonly Uint8Array[]): SegmentData {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  return { chunks, bytes, sha256: hash.digest('hex') };
}

export interface Form {
  readonly media: SegmentData | undefined;
  /** Parts that are text, as sent. */
  readonly fields: readonly Parameter[];
  /** Names of files other than `media`, and of a second `media`. */
  readonly files: readonly string[];
}

/**
 * Takes a form as it comes, so that a segment is never copied. Whatever is wrong with it is known
 * at its end: an `Error` in the place of the form.
 */
export class FormReader {
  readonly #form: Promise<Form | Error>;
  #parser: Writable | undefined;

  /** `onField` sees each part that is text as it is there. */
  constructor(contentType: string, onField: (field: Parameter) => void) {
    this.#form = new Promise((resolve) => {
      try {
        this.#parser = parserOf(contentType, onField, resolve);
      } catch (error) {
        resolve(asError(error));
      }
    });
  }

  write(chunk: Uint8Array): void {
    if (this.#parser?.writable === true) this.#parser.write(chunk);
  }

  end(): Promise<Form | Error> {
    this.#parser?.end();
    return this.#form;
  }
}

function parserOf(
  contentType: string,
  onField: (field: Parameter) => void,
  done: (form: Form | Error) => void,
): Writable {
  let media: SegmentData | undefined;
  const fields: Parameter[] = [];
  const files: string[] = [];
  const parser = new Busboy({
    headers: { 'content-type': contentType },
    // Clients differ in whether they send a file name with `media`; its bytes are bytes anyhow.
    isPartAFile: (name, _type, filename) => name === 'media' || filename !== undefined,
    limits: { parts: 16, fieldSize: 8192 },
  });
  parser.on('file', (name, stream) => {
    const chunks: Uint8Array[] = [];
    stream.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    stream.on('error', done);
    stream.on('end', () => {
      if (name === 'media' && media === undefined) media = segmentData(...chunks);
      else files.push(name);
    });
  });
  parser.on('field', (name, value, _nameIsCut, valueIsCut) => {
    if (valueIsCut) done(new Error(`The part ${name} is too long.`));
    fields.push([name, value]);
    onField([name, value]);
  });
  parser.on('partsLimit', () => {
    done(new Error('The form has too many parts.'));
  });
  parser.on('error', (error) => {
    done(asError(error));
  });
  parser.on('finish', () => {
    done({ media, fields, files });
  });
  return parser;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
