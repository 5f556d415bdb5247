/** Uploads whose window was closed: offered once, and never restarted by themselves. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { RecordIn } from '../../src/uploads/record.ts';
import { takeLease } from '../../src/uploads/lease.ts';
import { thisProcess } from '../../src/uploads/owner.ts';
import { recordFile, uploadsFolder } from './product.ts';
import { row, saved, segmentBytes, Uploading, video } from './uploading.ts';

/** No process has it: beyond what Linux and macOS give out. */
const nobody = { pid: 4_194_305 };

/** As a window left it that was killed in the middle: under way, by a process that is gone. */
async function left(
  initialized: RecordIn<'initialized'>,
  over: Partial<RecordIn<'uploading'>> = {},
): Promise<string> {
  const { id = randomUUID() } = over;
  const record: RecordIn<'uploading'> = {
    ...initialized,
    state: 'uploading',
    revision: 5,
    sending: { segmentBytes, acknowledgedBytes: 0 },
    owner: nobody,
    ...over,
    id,
  };
  await writeFile(recordFile(id), JSON.stringify(record));
  return id;
}
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('what a closed window left under way', () => {
  it('is paused, offered as one, and continued by the button', async () => {
    await using rig = await Uploading.begin();
    const initialized = await rig.initialized(await video(3));
    rig.user.presses.push('Continue');
    const ids = await Promise.all([left(initialized), left(initialized)]);
    for (const id of ids) await saved(id, 'ready');
    const said = rig.user.said.filter(({ message }) => message.includes('VS Code closed'));
    assert.deepEqual(
      said.map(({ message, buttons }) => [message, buttons]),
      [['2 uploads were under way when VS Code closed.', ['Continue', 'Not Now']]],
    );
  });

  it('stays paused where the answer is no, and is not asked about again', async () => {
    await using rig = await Uploading.begin();
    const initialized = await rig.initialized(await video(2));
    const before = rig.calls().length;
    const id = await left(initialized);
    const { problem } = await saved(id, 'paused');
    assert.equal(problem?.kind, 'closed');
    await pause(1500);
    assert.equal(rig.calls().length, before, 'it was restarted by itself');
    assert.match(
      rig.user.heard('info'),
      /^The upload of “.*long clip\.mp4.*” was under way when VS Code closed\.$/,
    );
    await vscode.commands.executeCommand('xMedia.remove', row(id));
  });

  it('is offered by one window alone', async () => {
    await using rig = await Uploading.begin();
    const initialized = await rig.initialized(await video(2));
    const id = randomUUID();
    // Another window is asking already.
    await using lease = await takeLease(path.join(uploadsFolder(), `${id}.offer`));
    assert.ok(lease);
    await left(initialized, { id });
    await saved(id, 'paused');
    await pause(1500);
    assert.deepEqual(rig.user.said, []);
    await vscode.commands.executeCommand('xMedia.remove', row(id));
  });

  it('is not offered where its sandbox went with that window', async () => {
    await using rig = await Uploading.begin();
    const initialized = await rig.initialized(await video(2));
    const caller = {
      ...initialized.caller,
      environment: 'sandbox',
      origin: 'http://127.0.0.1:9',
    } as const;
    const id = await left(initialized, { caller });
    await saved(id, 'paused');
    await pause(1500);
    assert.deepEqual(rig.user.said, []);
    await vscode.commands.executeCommand('xMedia.upload', row(id));
    assert.match(
      rig.user.heard('error'),
      /The sandbox that made this media_id ended with its window/,
    );
    await vscode.commands.executeCommand('xMedia.remove', row(id));
  });

  it('is no matter of this window while another one works on it', async () => {
    await using rig = await Uploading.begin();
    const initialized = await rig.initialized(await video(2));
    // That other window’s process lives: it is this one.
    const id = await left(initialized, { owner: thisProcess });
    await pause(1500);
    assert.equal(rig.user.said.length, 0);
    await vscode.commands.executeCommand('xMedia.pause', row(id));
    assert.match(rig.user.heard('info'), /^Nothing that this window uploads is selected/);
    await vscode.commands.executeCommand('xMedia.remove', row(id));
    const [asked] = rig.user.said.splice(0);
    assert.match(
      asked?.message ?? '',
      /is being uploaded in another window\. Remove it all the same/,
    );
    rig.user.presses.push('Stop and Remove');
    await vscode.commands.executeCommand('xMedia.remove', row(id));
    rig.user.said.splice(0);
  });

  it('is said where another window was faster', async () => {
    await using rig = await Uploading.begin();
    const { id } = await rig.initialized(await video(2));
    const before = rig.calls().length;
    await using lease = await takeLease(path.join(uploadsFolder(), `${id}.lease`));
    assert.ok(lease);
    await vscode.commands.executeCommand('xMedia.upload', row(id));
    assert.match(
      rig.user.heard('info'),
      /^Another window is uploading “.*long clip\.mp4.*” already/,
    );
    assert.equal(rig.calls().length, before);
  });
});
