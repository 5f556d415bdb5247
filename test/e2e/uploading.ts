/** Uploads of a size that takes its time, to an X that outlives the window. */
import { createHash, randomFillSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from '@playwright/test';
import type { Sandbox, UploadState } from '../../src/sandbox/server.ts';
import type { Editor } from './editor.ts';
import type { Workbench } from './workbench.ts';

export interface Video {
  readonly name: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/**
 * A file of `mib` MiB in the workspace, whole for whoever plays it: a short clip, and a box that
 * players skip, with other bytes each time.
 */
export async function makeVideo(editor: Editor, name: string, mib: number): Promise<Video> {
  const clip = await readFile(path.join(editor.workspace, 'clip.mp4'));
  const bytes = Buffer.allocUnsafe(mib * 2 ** 20);
  randomFillSync(bytes);
  clip.copy(bytes);
  bytes.writeUInt32BE(bytes.length - clip.length, clip.length);
  bytes.write('free', clip.length + 4, 'latin1');
  await writeFile(path.join(editor.workspace, name), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name, bytes: bytes.length, sha256 };
}

/** What the editor needs to know of a server on this machine, before its window opens. */
export function settingsFor(url: string): Record<string, unknown> {
  return { 'xMedia.environment': 'custom', 'xMedia.customBaseUrl': url };
}

/** Gives the window an account of the server that its settings name. */
export async function enterToken(workbench: Workbench, x: Sandbox): Promise<void> {
  await workbench.palette('X Media: Set Access Token…');
  await workbench.quickInput.answer(x.token);
  // X is asked whose it is.
  await expect(workbench.statusBar('Signed in to 127.0.0.1')).toBeVisible();
}

/** An append that has come in, whatever became of it. */
export interface Appended {
  /** Rising over all requests. */
  readonly n: number;
  readonly index: number;
  readonly answered: number | 'reset' | 'half' | 'aborted' | null;
}

/** The appends that came in for a media_id, oldest first. */
export function appendsOf(x: Sandbox, mediaId: string): Appended[] {
  return x.requests().flatMap(({ n, call, path: target, body, answered }) => {
    if (call !== 'append' || !target.includes(`/${mediaId}/`)) return [];
    const index = (body as { segment_index?: unknown } | null)?.segment_index;
    // One that broke off before its index was read has brought nothing.
    return index === undefined ? [] : [{ n, index: Number(index), answered }];
  });
}

/** The newest upload that the server knows of. */
export function newestAt(x: Sandbox): UploadState {
  const newest = x.uploads().at(-1);
  if (newest === undefined) throw new Error('Nothing was initialized');
  return newest;
}
