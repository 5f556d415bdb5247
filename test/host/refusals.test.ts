/** What mends a refusal, and what X answered, by command: through VS Code's own API. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { FaultAction } from '../../src/sandbox/server.ts';
import { media, savedUploads, until } from './product.ts';
import { row, saved, Uploading, video } from './uploading.ts';

const run = (command: string, ...args: unknown[]) =>
  vscode.commands.executeCommand(command, ...args);

const transaction = '0123456789abcdef';
const refusal = (status: number, headers: Record<string, string> = {}): FaultAction => ({
  status,
  headers: { 'x-transaction-id': transaction, ...headers },
  contentType: 'application/problem+json',
  body: {
    title: 'T',
    type: 'about:blank',
    detail: 'Bearer host-suite-token-of-uploads-0123456789',
  },
});

/** The id of the row of a file that X refuses, and what was said. */
async function refused(rig: Uploading, action: FaultAction): Promise<string> {
  const known = new Set((await savedUploads()).map(({ id }) => id));
  rig.x.arm({ call: 'initialize', action });
  await run('xMedia.initialize', media('photo.png'));
  const record = (await savedUploads()).find(({ id }) => !known.has(id));
  assert.equal(record?.state, 'failed');
  return record.id;
}

function answers(): vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'x-media-answer');
}

describe('a refusal', () => {
  it('offers what mends it and what X answered, which holds no token and cannot be edited', async () => {
    await using rig = await Uploading.begin();
    rig.user.presses.push('Show Answer');
    await refused(rig, refusal(402));
    const [said] = rig.user.said.splice(0);
    assert.deepEqual(said?.buttons, ['Open Developer Console', 'Show Answer']);
    const document = await until('the answer', () => answers()[0]);
    const text = document.getText();
    assert.match(text, /^X’s transaction id: 0123456789abcdef$/m);
    assert.match(text, /^X’s answer: HTTP 402 · \d+ bytes$/m);
    assert.match(text, /Bearer \[hidden\]/);
    assert.ok(!text.includes('host-suite-token'), text);
    assert.equal(document.languageId, 'plaintext');
    assert.ok(document.uri.path.startsWith('/photo.png'));
    await vscode.window.showTextDocument(document);
    await run('type', { text: 'typed' });
    assert.equal(document.getText(), text);
    await run('workbench.action.closeAllEditors');
  });

  it('shows the answer of a row, one document however often', async () => {
    await using rig = await Uploading.begin();
    const id = await refused(rig, refusal(403));
    const before = answers();
    await run('xMedia.showAnswer', row(id));
    await run('xMedia.showAnswer', row(id));
    assert.equal(answers().filter((one) => !before.includes(one)).length, 1);
    await run('workbench.action.closeAllEditors');
    rig.user.said.splice(0);
    await run('xMedia.showAnswer', row((await rig.initialized(media('photo.jpg'))).id));
    assert.match(rig.user.heard('info'), /^Select a row that X refused/);
  });

  it('says where nothing was answered what the log has', async () => {
    await using rig = await Uploading.begin();
    await refused(rig, { reset: 'after' });
    const [said] = rig.user.said.splice(0);
    assert.deepEqual(said?.buttons, ['Initialize Again', 'Show Log']);
  });

  it('that is waited for ends in one call for each that waits', async () => {
    await using rig = await Uploading.begin();
    const first = await refused(rig, refusal(429, { 'retry-after': '11' }));
    const second = await refused(rig, refusal(503, { 'retry-after': '13' }));
    const { action } = (await saved(second, 'failed')).failure;
    assert.ok(action?.kind === 'wait');
    const buttons = rig.user.said.splice(0).map((said) => said.buttons);
    assert.match(buttons[0]?.[0] ?? '', /^Wait until \d/);
    const before = rig.calls().length;
    const both = [row(first), [row(first), row(second)]];
    // A second click is for the same wait.
    await Promise.all([run('xMedia.followRemedy', ...both), run('xMedia.followRemedy', ...both)]);
    // Called at its own time, the first would be two seconds early for the second.
    assert.ok((await saved(first, 'initialized')).updatedAt >= action.until);
    await saved(second, 'initialized');
    assert.deepEqual(rig.calls().slice(before), ['initialize', 'initialize']);
    assert.equal(rig.user.heard('info'), '2 files initialized.');
  }).timeout(30_000);

  it('that was mended meanwhile is not waited for', async () => {
    await using rig = await Uploading.begin();
    const id = await refused(rig, refusal(429, { 'retry-after': '600' }));
    rig.user.said.splice(0);
    const waiting = run('xMedia.followRemedy', row(id));
    await run('xMedia.initializeAgain', row(id));
    await saved(id, 'initialized');
    const before = rig.calls().length;
    await waiting;
    assert.equal(rig.calls().length, before);
  });

  it('is followed once more where that is what mends it, from where the upload stands', async () => {
    await using rig = await Uploading.begin();
    const { id } = await rig.initialized(await video(2));
    rig.x.arm({
      call: 'append',
      action: { status: 403, body: '<html></html>', contentType: 'text/html' },
    });
    await run('xMedia.upload', row(id));
    const { problem } = await saved(id, 'paused');
    assert.deepEqual(problem?.action, { kind: 'again' });
    assert.deepEqual(rig.user.said.splice(0)[0]?.buttons, ['Continue', 'Show Answer']);
    await run('xMedia.followRemedy', row(id));
    await saved(id, 'ready');
    await run('xMedia.followRemedy', row(id));
    assert.match(rig.user.heard('info'), /^Select a row that failed/);
  });

  it('that names no page of X’s leads to the developer console', async () => {
    await using rig = await Uploading.begin();
    const body = {
      type: 'https://api.x.com/2/problems/client-forbidden',
      registration_url: 'https://x.com.evil.test/',
    };
    const id = await refused(rig, { status: 403, body });
    const { failure } = await saved(id, 'failed');
    assert.deepEqual(failure.action, { kind: 'open', url: 'https://console.x.com/' });
    assert.deepEqual(rig.user.said.splice(0)[0]?.buttons, [
      'Open Developer Console',
      'Show Answer',
    ]);
  });
});
