import assert from 'node:assert/strict';
import { truncate, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { copyAs, media, workspaceFolder } from './product.ts';
import { effectOf, sandboxStarted } from './sandboxInWindow.ts';
import { User } from './window.ts';

describe('xMedia.initialize', () => {
  let user: User;
  before(async () => {
    user = new User();
    await sandboxStarted();
    user.leave();
  });
  beforeEach(() => {
    user = new User();
  });
  afterEach(() => {
    user.leave();
  });

  it('sends one request for the file it is called with, and keeps the answer', async () => {
    const { requests, uploads } = await effectOf('xMedia.initialize', media('clip.mp4'));
    const [request, ...others] = requests;
    assert.deepEqual(others, []);
    assert.equal(`${request?.method} ${request?.path}`, 'POST /2/media/upload/initialize');
    assert.equal(request?.contentType, 'application/json');
    assert.deepEqual(request.body, {
      media_type: 'video/mp4',
      total_bytes: 14016,
      media_category: 'tweet_video',
    });
    assert.equal(request.answered, 200);
    assert.equal(uploads.length, 1);
    const [upload] = uploads;
    assert.equal(upload?.state, 'initialized');
    assert.match(upload.media.id, /^\d{19}$/);
    assert.equal(upload.file.path, media('clip.mp4').fsPath);
    assert.deepEqual(user.said, []);
  });

  it('sends one request for each selected file, none for a folder or a file named twice', async () => {
    const files = [media('photo.png'), media('clip.webm'), media('photo.png'), workspaceFolder()];
    const { requests, uploads } = await effectOf('xMedia.initialize', files[0], files);
    const types = requests.map(({ body }) => (body as { media_type: string }).media_type);
    assert.deepEqual(types.sort(), ['image/png', 'video/webm']);
    assert.deepEqual(uploads.map(({ file }) => file.name).sort(), ['clip.webm', 'photo.png']);
    assert.match(user.heard('warning'), /^2 of 3 files initialized\. .*“.*media.*” is a folder/u);
  });

  it('says of a file deleted meanwhile that it is not there, and sends nothing', async () => {
    const file = await copyAs('soon gone.png');
    await unlink(file.fsPath);
    const { requests, uploads } = await effectOf('xMedia.initialize', file);
    assert.deepEqual(requests, []);
    assert.equal(uploads.length, 1);
    assert.equal(uploads[0]?.state, 'failed');
    assert.equal(uploads[0].failure.kind, 'missing');
    assert.match(user.heard('error'), /“soon gone\.png” is not there: .*choose it where it is now/);
  });

  for (const [what, uri] of [
    ['an unsaved editor', vscode.Uri.parse('untitled:Untitled-1.png')],
    ['a document of another extension', vscode.Uri.parse('git:/media/photo.png?HEAD')],
    ['an address', vscode.Uri.parse('https://example.com/photo.png')],
  ] as const) {
    it(`says of ${what} that it is no file on disk, and sends nothing`, async () => {
      const { requests, uploads } = await effectOf('xMedia.initialize', uri);
      assert.deepEqual({ requests, uploads }, { requests: [], uploads: [] });
      assert.match(user.heard('error'), /is no file on disk \(\w+:\).*save it to a folder/);
    });
  }

  it('initializes the files beside one that is none on disk', async () => {
    const files = [vscode.Uri.parse('untitled:Untitled-1.png'), media('photo.jpg')];
    const { uploads } = await effectOf('xMedia.initialize', files[0], files);
    assert.deepEqual(
      uploads.map(({ file }) => file.name),
      ['photo.jpg'],
    );
  });

  const oddNames = [`it's "quoted" & <b>.png`, '🦊 fox.png', 'צילום\u202Egnp.png', '$(x)](c).png'];
  if (process.platform !== 'win32') oddNames.push('two\nlines.png');
  for (const name of oddNames) {
    it(`takes a file named ${JSON.stringify(name)}`, async () => {
      const { requests, uploads } = await effectOf('xMedia.initialize', await copyAs(name));
      assert.equal(uploads.length, 1);
      assert.equal(uploads[0]?.state, 'initialized');
      assert.equal(uploads[0].file.name, name);
      assert.equal(requests.length, 1);
      // v2 has no place for a name, and none is smuggled in.
      assert.deepEqual(Object.keys(requests[0]?.body as object).sort(), [
        'media_category',
        'media_type',
        'total_bytes',
      ]);
    });
  }

  it('says an odd name in one harmless line', async () => {
    const file = await copyAs('a](command:x) $(bug)\u202E.png');
    await writeFile(file.fsPath, '');
    await effectOf('xMedia.initialize', file);
    const message = user.heard('error');
    assert.match(message, /is empty|0 bytes/);
    assert.doesNotMatch(message, /\]\(|\$\(|\u202E|\n/);
  });

  it('refuses a file larger than X takes before anything is sent', async () => {
    const file = await copyAs('huge.png');
    await truncate(file.fsPath, 17_179_869_185);
    const { requests, uploads } = await effectOf('xMedia.initialize', file);
    assert.deepEqual(requests, []);
    assert.equal(uploads[0]?.state, 'failed');
    assert.equal(uploads[0].failure.kind, 'tooLarge');
    assert.match(user.heard('error'), /huge\.png/);
  });

  it('refuses a file that is no media before anything is sent', async () => {
    const file = await copyAs('source.ts');
    await writeFile(file.fsPath, 'export const answer = 42;\n');
    const { requests, uploads } = await effectOf('xMedia.initialize', file);
    assert.deepEqual(requests, []);
    assert.equal(uploads[0]?.state, 'failed');
    assert.equal(uploads[0].failure.kind, 'unlisted');
    assert.match(user.heard('error'), /source\.ts/);
  });

  it('needs no open folder: what it writes lies beneath its own storage', async () => {
    const file = await copyAs('elsewhere.png');
    assert.equal(vscode.workspace.getWorkspaceFolder(file), undefined);
    const { uploads } = await effectOf('xMedia.initialize', file);
    assert.equal(uploads[0]?.state, 'initialized');
    assert.equal(path.dirname(uploads[0].file.path), path.dirname(file.fsPath));
  });
});
