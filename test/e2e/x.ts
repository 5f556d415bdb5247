/** What X received: the sandbox's own account of it, in the window or standing alone. */
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect } from '@playwright/test';
import type { RecordedRequest, UploadState } from '../../src/sandbox/server.ts';
import type { Editor } from './editor.ts';
import type { Workbench } from './workbench.ts';

export class SandboxAdmin {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** The sandbox inside the newest window, whose address stands in the extension's log. */
  static async ofWindow(editor: Editor): Promise<SandboxAdmin> {
    let url: string | undefined;
    await expect(async () => {
      url = await newestSandbox(editor);
      const answer = await fetch(`${url ?? ''}/_sandbox/requests`);
      expect(answer.status).toBe(200);
    }).toPass({ timeout: 10_000 });
    return new SandboxAdmin(url ?? '');
  }

  async requests(): Promise<RecordedRequest[]> {
    return (await this.#json<{ requests: RecordedRequest[] }>('requests')).requests;
  }

  /** The JSON bodies of the initialize calls, and proof that nothing else was called. */
  async initialized(): Promise<unknown[]> {
    // Signing in asks once who that is.
    const requests = (await this.requests()).filter(({ call }) => call !== 'me');
    for (const { method, path: target } of requests) {
      expect(`${method} ${target}`).toBe('POST /2/media/upload/initialize');
    }
    return requests.map(({ body }) => body);
  }

  async faultsLeft(): Promise<unknown[]> {
    return (await this.#json<{ faults: unknown[] }>('requests')).faults;
  }

  async uploads(): Promise<UploadState[]> {
    return (await this.#json<{ uploads: UploadState[] }>('uploads')).uploads;
  }

  async expireAfter(secs: number): Promise<void> {
    await this.#post('settings', { expires_after_secs: secs });
  }

  async arm(plan: unknown): Promise<void> {
    await this.#post('faults', plan);
  }

  /** Forgets what came in, and does again what X does. What was initialized stays. */
  async calm(): Promise<void> {
    for (const what of ['requests', 'faults']) {
      await fetch(`${this.url}/_sandbox/${what}`, { method: 'DELETE' });
    }
    await this.expireAfter(1_295_999);
  }

  async #json<T>(what: string): Promise<T> {
    return (await (await fetch(`${this.url}/_sandbox/${what}`)).json()) as T;
  }

  async #post(what: string, body: unknown): Promise<void> {
    const answer = await fetch(`${this.url}/_sandbox/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.ok, await answer.text()).toBe(true);
  }
}

/** The address in the newest line: windows that were closed live on for a while. */
async function newestSandbox(editor: Editor): Promise<string | undefined> {
  const lines = (await editor.log()).matchAll(/^(\S+ \S+) .*The sandbox listens at (\S+)/gm);
  return [...lines].sort(([, a = ''], [, b = '']) => a.localeCompare(b)).at(-1)?.[2];
}

/** Gives the next test the open window's sandbox as it was, where one runs. */
export async function calmSandbox(editor: Editor): Promise<void> {
  const url = await newestSandbox(editor);
  const there = url !== undefined && (await fetch(`${url}/_sandbox/requests`).catch(() => null));
  if (there) await new SandboxAdmin(url).calm();
}

/** The window's own sandbox, started by a first upload: photo.png stands in the view. */
export async function sandboxInUse(workbench: Workbench): Promise<SandboxAdmin> {
  await workbench.contextMenu(['photo.png'], 'Initialize X upload');
  await expect(workbench.rows(/^photo\.png has media_id/)).toBeVisible();
  return SandboxAdmin.ofWindow(workbench.editor);
}

export const storage = (editor: Editor) =>
  path.join(editor.profile, 'User/globalStorage/xmedia-tools.x-media-upload/uploads');

/** Forgets all uploads behind the product's back: each test begins with an empty view. */
export async function forgetUploads(editor: Editor): Promise<void> {
  const dir = storage(editor);
  if (!existsSync(dir)) return;
  // Not the folder, which an open window watches.
  for (const name of await readdir(dir)) {
    await rm(path.join(dir, name), { recursive: true, force: true });
  }
}

/** The names of the saved uploads' files. */
export async function savedUploads(editor: Editor): Promise<string[]> {
  return (await readdir(storage(editor))).filter((name) => name.endsWith('.json'));
}
