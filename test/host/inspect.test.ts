/** *Inspect File*: the report on files, and on documents that are on no disk, without a call to X. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { copyAs, media, savedUploads, set, until } from './product.ts';
import { Uploading } from './uploading.ts';

const scheme = 'x-media-inspection';

async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await until('editors are closed', () =>
    vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 0),
  );
}

/** The report in front, after the command. */
async function reportOn(...args: unknown[]): Promise<string> {
  await vscode.commands.executeCommand('xMedia.inspectFile', ...args);
  const shown = vscode.window.activeTextEditor?.document;
  assert.equal(shown?.uri.scheme, scheme);
  assert.equal(shown.languageId, 'markdown');
  return shown.getText();
}

/** Documents that are on no disk. */
class Elsewhere implements vscode.FileSystemProvider {
  readonly scheme = 'x-media-test';
  readonly #files = new Map<string, Uint8Array>();
  readonly #registered: vscode.Disposable;
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  /** Bytes that were asked for, whole files as they are. */
  read = 0;

  constructor() {
    this.#registered = vscode.workspace.registerFileSystemProvider(this.scheme, this);
  }

  put(name: string, bytes: Uint8Array): vscode.Uri {
    this.#files.set(`/${name}`, bytes);
    return vscode.Uri.from({ scheme: this.scheme, path: `/${name}` });
  }

  stat({ path }: vscode.Uri): vscode.FileStat {
    const size = this.#file(path).length;
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size };
  }

  readFile({ path }: vscode.Uri): Uint8Array {
    const bytes = this.#file(path);
    this.read += bytes.length;
    return bytes;
  }

  #file(path: string): Uint8Array {
    const bytes = this.#files.get(path);
    if (bytes === undefined) throw vscode.FileSystemError.FileNotFound(path);
    return bytes;
  }

  watch = () => new vscode.Disposable(() => undefined);
  readDirectory = () => [];
  createDirectory = () => undefined;
  writeFile = () => undefined;
  delete = () => undefined;
  rename = () => undefined;

  [Symbol.dispose](): void {
    this.#registered.dispose();
  }
}

describe('xMedia.inspectFile', () => {
  afterEach(closeAll);

  it('says what a file is, what X is told, and each category, and asks X nothing', async () => {
    await using rig = await Uploading.begin();
    const before = (await savedUploads()).length;
    const text = await reportOn(media('clip.mp4'));
    assert.match(text, /^# `clip\.mp4`$/m);
    assert.match(text, /320 × 180/);
    assert.match(text, /15 fps/);
    assert.match(text, /H\.264/);
    assert.match(text, /AAC-LC/);
    for (const category of ['tweet_video', 'amplify_video', 'dm_video', 'subtitles']) {
      assert.ok(text.includes(category), category);
    }
    assert.match(text, /X was not called/);
    assert.deepEqual(rig.calls(), []);
    assert.equal((await savedUploads()).length, before);
  });

  it('opens a report for each of several files, and one for each file once', async () => {
    const several = [media('photo.png'), media('still.gif')];
    await vscode.commands.executeCommand('xMedia.inspectFile', several[0], several);
    await vscode.commands.executeCommand('xMedia.inspectFile', several[0], several);
    const tabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    assert.deepEqual(tabs, ['photo.png – inspection.md', 'still.gif – inspection.md']);
  });

  it('is written anew when it is asked for again', async () => {
    const file = await copyAs('again.gif', 'still.gif');
    assert.match(await reportOn(file), /still/);
    await writeFile(file.fsPath, '');
    await vscode.commands.executeCommand('xMedia.inspectFile', file);
    const report = vscode.window.activeTextEditor?.document;
    await until('the report is new', () => report?.getText().includes('is empty (0 bytes)'));
  });

  it('says why X will not take a file, and what cannot be read', async () => {
    const gone = media('no-such-file.mp4');
    assert.match(await reportOn(gone), /is not there: it was moved, renamed or deleted/);
    const huge = await copyAs('notes.mp4');
    await writeFile(huge.fsPath, 'Dear diary, this is not a video.');
    assert.match(await reportOn(huge), /notes\.mp4/);
  });

  it('holds a file against the limits of the account’s tier', async () => {
    assert.match(await reportOn(media('clip.mp4')), /standard account/);
    await set('accountTier', 'premium');
    try {
      await vscode.commands.executeCommand('xMedia.inspectFile', media('clip.mp4'));
      const report = vscode.window.activeTextEditor?.document;
      await until('the report is new', () => report?.getText().includes('Premium account'));
    } finally {
      await set('accountTier', undefined);
    }
  });

  it('looks into documents that are on no disk, up to a size', async () => {
    using elsewhere = new Elsewhere();
    const bytes = await vscode.workspace.fs.readFile(media('animated.gif'));
    const text = await reportOn(elsewhere.put('far.gif', bytes));
    assert.match(text, /160 × 90/);
    assert.match(text, /tweet_gif/);
    assert.equal(elsewhere.read, bytes.length);
    const large = elsewhere.put('large.mp4', new Uint8Array(16 * 1024 * 1024 + 1));
    assert.match(await reportOn(large), /on no disk.*read whole, up to 16\.0 MiB/s);
    assert.equal(elsewhere.read, bytes.length);
    const missing = vscode.Uri.from({ scheme: elsewhere.scheme, path: '/missing.gif' });
    assert.match(await reportOn(missing), /missing\.gif.*could not be read/s);
  });

  it('looks into a document that was never saved', async () => {
    const content = '1\n00:00:00,000 --> 00:00:02,500\nHello\n';
    const document = await vscode.workspace.openTextDocument({ content });
    const text = await reportOn(document.uri);
    assert.match(text, /text\/srt/);
    assert.match(text, /0:02\.5/);
  });
});
