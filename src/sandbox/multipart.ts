/** Multipart forms: `media`, raw bytes, and text beside it. */
import { createHash } from 'node:crypto';
import Busboy from '@fastify/busboy';
import type { Parameter } from './urlencoded.ts';

/** The bytes of one segment, with their hash in hex. */
export interface SegmentData {
  readonly data: Uint8Array;
  readonly sha256: string;
}

export function segmentData(data: Uint8Array): SegmentData {
  return { data, sha256: createHash('sha256').update(data).digest('hex') };
}

export interface Form {
  readonly media: SegmentData | undefined;
  /** Parts that are text, as sent. */
  readonly fields: readonly Parameter[];
  /** Names of files other than `media`, and of a second `media`. */
  readonly files: readonly string[];
}

/** Rejects with an `Error` when the bytes are no multipart form of the boundary announced. */
export function parseForm(contentType: string, bytes: Uint8Array): Promise<Form> {
  return new Promise((resolve, reject) => {
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
      stream.on('error', reject);
      stream.on('end', () => {
        if (name === 'media' && media === undefined) media = segmentData(Buffer.concat(chunks));
        else files.push(name);
      });
    });
    parser.on('field', (name, value, _nameIsCut, valueIsCut) => {
      if (valueIsCut) reject(new Error(`The part ${name} is too long.`));
      fields.push([name, value]);
    });
    parser.on('partsLimit', () => {
      reject(new Error('The form has too many parts.'));
    });
    parser.on('error', reject);
    parser.on('finish', () => {
      resolve({ media, fields, files });
    });
    parser.end(bytes);
  });
}
