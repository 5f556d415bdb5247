import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UploadRecord } from '../../src/uploads/record.ts';
import { media, recordFile, savedUploads, until, uploadsFolder } from './product.ts';
import { effectOf, sandboxStarted } from './sandboxInWindow.ts';
import { User } from './window.ts';

/** A row as menus pass it: `xMedia.remove` deletes the file of a row that the product knows. */
function row(id: string) {
  return { kind: 'upload', id, facts: new Map() };
}

async function isKnown(id: string): Promise<boolean> {
  await vscode.commands.executeCommand('xMedia.remove', row(id));
  return !(await savedUploads()).some((upload) => upload.id === id);
}

async function setAside(id: string): Promise<string[]> {
  const names = await readdir(path.join(uploadsFolder(), 'set-aside')).catch(() => []);
  return names.filter((name) => name.startsWith(id));
}

describe('the folder of uploads', () => {
  let user: User;
  let sample: UploadRecord;
  before(async () => {
    user = new User();
    await sandboxStarted();
    const { uploads } = await effectOf('xMedia.initialize', media('photo.png'));
    assert.ok(uploads[0]);
    sample = uploads[0];
    user.leave();
  });
  beforeEach(() => {
    user = new User();
  });
  afterEach(() => {
    user.leave();
  });

  it('may refuse every write: the upload succeeds, one warning says so, and it mends', async () => {
    const before = (await savedUploads()).length;
    const folder = uploadsFolder();
    const away = `${folder}-away`;
    await rename(folder, away);
    // A file where the folder was refuses even those whom permissions do not stop.
    await writeFile(folder, '');
    try {
      const unsaved = await effectOf('xMedia.initialize', media('clip.mp4'));
      assert.deepEqual(
        unsaved.requests.map(({ answered }) => answered),
        [200],
      );
      assert.match(user.heard('warning'), /^Uploads cannot be saved \(.*media_ids.*folder/);
      await effectOf('xMedia.initialize', media('clip.mov'));
      assert.deepEqual(user.said, [], 'the same reason is told twice');
    } finally {
      await rm(folder);
      await rename(away, folder);
    }
    const { uploads } = await effectOf('xMedia.initialize', media('photo.jpg'));
    assert.equal(uploads[0]?.state, 'initialized');
    assert.deepEqual(user.said, []);
    // The two that could not be saved are saved now, untouched.
    await until('all are saved', async () => (await savedUploads()).length === before + 3);
  });

  it('sets a torn file aside, whole, tells it once, and touches no other', async () => {
    const others = await savedUploads();
    const id = randomUUID();
    const torn = JSON.stringify({ ...sample, id }).slice(0, 200);
    await writeFile(recordFile(id), torn);
    const [name] = await until('the torn file set aside', async () => {
      const names = await setAside(id);
      return names.length > 0 && names;
    });
    const kept = path.join(uploadsFolder(), 'set-aside', name ?? '');
    assert.equal(await readFile(kept, 'utf8'), torn);
    await until('the warning', () => user.said.length > 0);
    assert.match(user.heard('warning'), /could not be read .*kept as .*the others are untouched/);
    assert.deepEqual(await savedUploads(), others);
  });

  for (const [what, text] of [
    ['another program’s JSON', (id: string) => JSON.stringify({ id, hello: 'world' })],
    ['the record of another upload', () => JSON.stringify(sample)],
    ['nothing at all', () => ''],
    ['a list', () => '[1, 2, 3]'],
    ['a media_id that is none', (id: string) => withMediaId(id, '../../etc/passwd')],
  ] as const) {
    it(`sets aside a file that holds ${what}`, async () => {
      const id = randomUUID();
      await writeFile(recordFile(id), text(id));
      await until('the file set aside', async () => (await setAside(id)).length === 1);
    });
  }

  function withMediaId(id: string, mediaId: string): string {
    assert.equal(sample.state, 'initialized');
    return JSON.stringify({ ...sample, id, media: { ...sample.media, id: mediaId } });
  }

  it('leaves a newer version’s file and foreign names where they are', async () => {
    const newer = recordFile(randomUUID());
    const files = [newer, path.join(uploadsFolder(), 'notes.json'), `${newer}.bak`];
    for (const file of files) await writeFile(file, '{"version": 3}');
    // Told of the newer one, the product has looked.
    await until('the warning', () => user.said.length > 0);
    assert.match(user.heard('warning'), /written by a newer version; update to see it/);
    for (const file of files) {
      assert.equal(await readFile(file, 'utf8'), '{"version": 3}');
      await rm(file);
    }
  });

  it('is shared: another window’s upload is a row within two seconds', async () => {
    const id = randomUUID();
    await writeFile(recordFile(id), JSON.stringify({ ...sample, id }));
    await until('the row', () => isKnown(id), 2000);
  });

  it('gets a known upload back whose file something else has spoilt', async () => {
    const { uploads } = await effectOf('xMedia.initialize', media('photo.png'));
    const [upload] = uploads;
    assert.ok(upload);
    await writeFile(recordFile(upload.id), 'spoilt');
    await until('the file written again', async () => {
      const text = await readFile(recordFile(upload.id), 'utf8').catch(() => '');
      return text !== 'spoilt' && text !== '' && (await setAside(upload.id)).length === 1;
    });
    const text = await readFile(recordFile(upload.id), 'utf8');
    assert.deepEqual(JSON.parse(text), upload);
    assert.ok(await isKnown(upload.id));
  });
});
