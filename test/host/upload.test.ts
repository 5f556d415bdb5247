/** From the media_id to ready by command, and everything that stops it on the way. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { media, savedUploads, set, until } from './product.ts';
import { row, saved, segmentBytes, Uploading, video } from './uploading.ts';

const run = (command: string, ...args: unknown[]) =>
  vscode.commands.executeCommand(command, ...args);

async function hashOf(file: vscode.Uri): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file.fsPath))
    .digest('hex');
}

describe('xMedia.upload', () => {
  it('appends each segment once, finalizes, waits for processing, and is ready', async () => {
    await using rig = await Uploading.begin({ processingSecs: 1 });
    const file = await video(3);
    const { id } = await rig.initialized(file);
    await run('xMedia.upload', row(id));
    const record = await saved(id, 'ready');
    const calls = rig.calls();
    assert.deepEqual(calls.slice(0, 5), ['initialize', 'append', 'append', 'append', 'finalize']);
    assert.ok(calls.slice(5).length > 0 && calls.slice(5).every((call) => call === 'status'));
    const [held] = rig.x.uploads();
    assert.equal(held?.sha256, await hashOf(file));
    assert.equal(record.sending.acknowledgedBytes, 3 * segmentBytes);
    assert.deepEqual(rig.user.said, []);
    await run('xMedia.copyMediaId', row(id));
    assert.equal(await vscode.env.clipboard.readText(), record.media.id);
  });

  it('says of a row that is ready, and of none, that there is nothing to upload', async () => {
    await using rig = await Uploading.begin();
    const { id } = await rig.ready(media('photo.png'));
    const before = rig.calls().length;
    await run('xMedia.upload', row(id));
    assert.match(rig.user.heard('info'), /^Select a row .* not uploaded yet/);
    assert.equal(rig.calls().length, before);
  });

  it('is paused, and goes on where it stopped', async () => {
    await using rig = await Uploading.begin({ answerAfterMs: 100 });
    const file = await video(12);
    const { id } = await rig.initialized(file);
    const uploading = run('xMedia.upload', row(id));
    await until('segments', () => rig.calls().filter((call) => call === 'append').length > 3);
    await run('xMedia.pause', row(id));
    const { stage, problem, sending } = await saved(id, 'paused');
    assert.deepEqual({ stage, problem }, { stage: 'uploading', problem: undefined });
    await uploading;
    const before = rig.calls().length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(rig.calls().length, before, 'a request went out after the pause');
    assert.ok(sending.acknowledgedBytes < 12 * segmentBytes);
    await run('xMedia.upload', row(id));
    await saved(id, 'ready');
    const [held] = rig.x.uploads();
    assert.equal(held?.sha256, await hashOf(file));
    assert.deepEqual(rig.user.said, [], 'what the user did is told');
  });

  it('is cancelled without a question: the row says what X holds', async () => {
    await using rig = await Uploading.begin({ answerAfterMs: 100 });
    const { id } = await rig.initialized(await video(12));
    const uploading = run('xMedia.upload', row(id));
    await until('segments', () => rig.calls().filter((call) => call === 'append').length > 3);
    await run('xMedia.cancel', row(id));
    const { problem } = await saved(id, 'paused');
    assert.equal(problem?.kind, 'cancelled');
    assert.match(problem.explanation, /X holds .* of 3\.0 MiB/);
    await uploading;
    assert.deepEqual(rig.user.said, []);
  });

  it('is removed only after a question while it runs', async () => {
    await using rig = await Uploading.begin({ answerAfterMs: 100 });
    const { id } = await rig.initialized(await video(12));
    const uploading = run('xMedia.upload', row(id));
    await saved(id, 'uploading');
    await run('xMedia.remove', row(id));
    const [asked] = rig.user.said.splice(0);
    assert.deepEqual(asked?.buttons, ['Stop and Remove']);
    assert.ok(asked.modal);
    assert.match(asked.message, /“.*long clip\.mp4.*” is being uploaded\./);
    assert.ok(
      (await savedUploads()).some((one) => one.id === id),
      'removed without a yes',
    );
    rig.user.presses.push('Stop and Remove');
    await run('xMedia.remove', row(id));
    await uploading;
    assert.ok(!(await savedUploads()).some((one) => one.id === id));
    const before = rig.calls().length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(rig.calls().length, before, 'a request went out after the row was removed');
  });

  it('tells once what stopped it, and continues by the button', async () => {
    await using rig = await Uploading.begin();
    const { id } = await rig.initialized(await video(2));
    const problem = { title: 'Forbidden', detail: 'Forbidden', type: 'about:blank', status: 403 };
    rig.x.arm({ call: 'append', action: { status: 403, body: problem } });
    rig.user.presses.push('Continue');
    await run('xMedia.upload', row(id));
    assert.equal((await saved(id, 'paused')).problem?.kind, 'missing-scope');
    const [said] = rig.user.said.splice(0);
    assert.equal(said?.severity, 'error');
    assert.deepEqual(said.buttons, ['Sign In', 'Continue', 'Show Answer']);
    assert.match(said.message, /“.*long clip\.mp4.*”: .*media\.write/);
    await saved(id, 'ready');
  });

  it('keeps what X has when its account is signed out, and says to whom it belongs', async () => {
    await using rig = await Uploading.begin({ answerAfterMs: 100 });
    const { id } = await rig.initialized(await video(12));
    const uploading = run('xMedia.upload', row(id));
    await until('segments', () => rig.calls().filter((call) => call === 'append').length > 3);
    await run('xMedia.signOut');
    const { problem } = await saved(id, 'paused');
    await uploading;
    assert.equal(problem?.kind, 'signed-out');
    const before = rig.calls().length;
    await run('xMedia.upload', row(id));
    assert.equal(rig.calls().length, before);
    const told = rig.user.said.map(({ message }) => message);
    assert.equal(told.filter((message) => message.includes('signed out here')).length, 2);
  });
});

describe('after initialize', () => {
  it('asks, and uploads when told to', async () => {
    await using rig = await Uploading.begin();
    await set('afterInitialize', 'ask');
    rig.user.presses.push('Upload');
    const { id } = await rig.initialized(media('photo.png'));
    await saved(id, 'ready');
    const [asked] = rig.user.said.splice(0);
    assert.match(asked?.message ?? '', /“.*photo\.png.*” has its media_id\. Upload the file now\?/);
    assert.deepEqual(asked?.buttons, ['Upload', 'Not Now']);
  });

  it('asks once for several, and does nothing more when the answer is no', async () => {
    await using rig = await Uploading.begin();
    await set('afterInitialize', 'ask');
    const files = [media('photo.png'), media('photo.jpg'), media('clip.mp4')];
    await run('xMedia.initialize', files[0], files);
    await until('the question', () => rig.user.said.length > 0);
    const [asked, ...more] = rig.user.said.splice(0);
    assert.deepEqual(more, []);
    assert.equal(asked?.message, '3 files have their media_ids. Upload them now?');
    assert.deepEqual(asked.buttons, ['Upload All', 'Not Now']);
    assert.deepEqual(rig.calls(), ['initialize', 'initialize', 'initialize']);
  });

  it('uploads at once where the user set that', async () => {
    await using rig = await Uploading.begin();
    await set('afterInitialize', 'upload');
    const { id } = await rig.initialized(media('photo.png'));
    await saved(id, 'ready');
    assert.deepEqual(rig.user.said, []);
  });

  it('leaves it at the media_id where the user set that', async () => {
    await using rig = await Uploading.begin();
    await set('afterInitialize', 'nothing');
    const { id } = await rig.initialized(media('photo.png'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal((await saved(id, 'initialized')).id, id);
    assert.deepEqual(rig.user.said, []);
    assert.deepEqual(rig.calls(), ['initialize']);
  });
});
