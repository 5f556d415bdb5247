import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { readInspected } from '../files/inspected.ts';
import type { UploadRecord } from '../uploads/record.ts';

/** What browsers show as a picture. TIFF is none of these, and SVG, which can hold scripts, no media of X. */
const shown: readonly string[] = [
  'image/png',
  'image/jpeg',
  'image/pjpeg',
  'image/gif',
  'image/webp',
  'image/bmp',
];
/** Bytes, and pixels, that a tooltip may cost: the picture is decoded whole, however small it is shown. */
const bytesMax = 5 * 2 ** 20;
const pixelsMax = 40_000_000;
/** Pixels on the screen: what leaves the lines below it in sight. */
const widthMax = 200;
const heightMax = 100;

export interface Thumbnail {
  readonly uri: vscode.Uri;
  readonly width: number;
  readonly height: number;
}

/** The picture that was inspected, where it is still there, unchanged, and safe to show. */
export async function thumbnailOf(record: UploadRecord): Promise<Thumbnail | undefined> {
  const { file, request, inspected } = record;
  if (!shown.includes(request?.media_type ?? '') || (file.size ?? Infinity) > bytesMax) return;
  const { width = 0, height = 0 } = readInspected(inspected)?.facts ?? {};
  if (width === 0 || height === 0 || width * height > pixelsMax) return;
  try {
    const { size, mtimeMs } = await stat(file.path);
    if (size !== file.size || mtimeMs !== file.mtimeMs) return;
  } catch {
    // Gone or not readable any more: there is nothing to show, and the row says the rest.
    return;
  }
  const scale = Math.min(1, widthMax / width, heightMax / height);
  return {
    uri: vscode.Uri.file(file.path),
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}
