/** The form of an append: `media`, raw bytes, and `segment_index`, text. */
import { createHash } from 'node:crypto';
import Busboy from '@fastify/busboy';

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
  /** As sent. */
  readonly segment_index: string | undefined;
  /** Other parts, and parts that came twice. */
  readonly unexpected: readonly string[];
}

/** Rejects with an `Error` when the bytes are no multipart form of the boundary announced. */
export function parseForm(contentType: string, bytes: Uint8Array): Promise<Form> {
  return new Promise((resolve, reject) => {
    let media: SegmentData | undefined;
    let segment_index: string | undefined;
    const unexpected: string[] = [];
    const parser = new Busboy({
      headers: { 'content-type': contentType },
      // Clients differ in whether they send a file name with `media`; its bytes are bytes anyhow.
      isPartAFile: (name, _type, filename) => name === 'media' || filename !== undefined,
      limits: { parts: 16, fieldSize: 1024 },
    });
    parser.on('file', (name, stream) => {
      const chunks: Uint8Array[] = [];
      stream.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      stream.on('error', reject);
      stream.on('end', () => {
        if (name === 'media' && media === undefined) media = segmentData(Buffer.concat(chunks));
        else unexpected.push(name);
      });
    });
    parser.on('field', (name, value) => {
      if (name === 'segment_index' && segment_index === undefined) segment_index = value;
      else unexpected.push(name);
    });
    parser.on('partsLimit', () => {
      reject(new Error('The form has too many parts.'));
    });
    parser.on('error', reject);
    parser.on('finish', () => {
      resolve({ media, segment_index, unexpected });
    });
    parser.end(bytes);
  });
}
