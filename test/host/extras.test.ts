/** What is done to ready media: alt text and subtitles, as X receives them. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { copyAs, media, savedUploads, until } from './product.ts';
import { row, saved, Uploading } from './uploading.ts';

const run = (command: string, ...args: unknown[]) =>
  vscode.commands.executeCommand(command, ...args);

/** A file picker of the window, which no code can click in, answers with this file. */
async function choosing(file: vscode.Uri, work: () => Thenable<unknown>): Promise<void> {
  const open = vscode.window.createQuickPick.bind(vscode.window);
  const replaced = () => {
    const picker = open();
    let accept: (() => void) | undefined;
    const fake = Object.create(picker) as typeof picker;
    Object.defineProperties(fake, {
      onDidAccept: { value: (listener: () => void) => ((accept = listener), picker) },
      selectedItems: { value: [{ label: 'the file', uri: file }] },
      show: { value: () => setTimeout(() => accept?.(), 20) },
    });
    return fake;
  };
  assert.ok(Reflect.set(vscode.window, 'createQuickPick', replaced));
  try {
    await work();
  } finally {
    Reflect.set(vscode.window, 'createQuickPick', open);
  }
}

describe('xMedia.setAltText', () => {
  it('reaches X and the row, is offered again for a change, and taken away by an empty one', async () => {
    await using rig = await Uploading.begin();
    const { id } = await rig.ready(media('photo.png'));
    rig.user.answers.push('  A cat, looking at rain 🌧  ');
    await run('xMedia.setAltText', row(id));
    const text = 'A cat, looking at rain 🌧';
    assert.deepEqual(rig.x.uploads()[0]?.metadata, { alt_text: { text } });
    assert.equal((await saved(id, 'ready')).extras?.altText, text);
    rig.user.answers.push('');
    await run('xMedia.setAltText', row(id));
    assert.equal(rig.user.asked.at(-1)?.value, text);
    assert.equal((await saved(id, 'ready')).extras?.altText, '');
    assert.equal(rig.calls().filter((call) => call === 'metadata').length, 2);
    // Dismissed: nothing is sent, nothing said.
    await run('xMedia.setAltText', row(id));
    assert.equal(rig.calls().filter((call) => call === 'metadata').length, 2);
    assert.deepEqual(rig.user.said, []);
  });

  it('counts characters while they are typed, and takes no more than 1000', async () => {
    await using rig = await Uploading.begin();
    const { id } = await rig.ready(media('photo.png'));
    const long = '🦊'.repeat(1001);
    rig.user.answers.push(long);
    await run('xMedia.setAltText', row(id));
    const [box] = rig.user.asked.slice(-1);
    const { Error, Info } = vscode.InputBoxValidationSeverity;
    for (const [count, severity, message] of [
      [0, Info, '0 of 1000 characters'],
      [123, Info, '123 of 1000 characters'],
      [1000, Info, '1000 of 1000 characters'],
      [1001, Error, '1001 of 1000 characters: 1 too many'],
    ] as const) {
      assert.deepEqual(await box?.validateInput?.('🦊'.repeat(count)), { message, severity });
    }
    assert.match(rig.user.heard('error'), /at most 1000 characters: nothing was sent/);
    assert.ok(!rig.calls().includes('metadata'));
  });

  it('is for pictures and videos that are ready alone', async () => {
    await using rig = await Uploading.begin();
    const { id } = await rig.initialized(media('photo.png'));
    const subtitles = await rig.ready(media('captions.srt'));
    for (const other of [id, subtitles.id]) {
      await run('xMedia.setAltText', row(other));
      assert.match(rig.user.heard('info'), /^Select a picture, a GIF or a video that is ready/);
    }
    assert.deepEqual(rig.user.asked.slice(1), []);
  });

  it('that X refuses is told with its reason, and the row keeps what X has', async () => {
    await using rig = await Uploading.begin();
    const { id } = await rig.ready(media('photo.png'));
    rig.x.arm({
      call: 'metadata',
      times: 1,
      action: { status: 403, body: { title: 'Forbidden' } },
    });
    rig.user.answers.push('A cat');
    await run('xMedia.setAltText', row(id));
    assert.match(rig.user.heard('error'), /“.*photo\.png.*”: /);
    assert.equal((await saved(id, 'ready')).extras?.altText, undefined);
  });
});

describe('xMedia.addSubtitles', () => {
  it('uploads the file by the same account, links it, and shows it on the row', async () => {
    await using rig = await Uploading.begin();
    const video = await rig.ready(media('clip.mp4'));
    const file = await copyAs('captions.de.srt', 'captions.srt');
    rig.user.choices.push('Deutsch');
    rig.user.answers.push('Deutsch (mit Geräuschen)');
    await choosing(file, () => run('xMedia.addSubtitles', row(video.id)));
    assert.deepEqual(rig.user.said, []);
    // What the file's name says stands first.
    assert.equal(rig.user.offered.at(-1)?.[0], 'Deutsch');
    assert.equal(rig.user.asked.at(-1)?.value, 'Deutsch');
    const [held, track] = rig.x.uploads();
    assert.equal(track?.media_category, 'subtitles');
    const linked = { id: track.id, display_name: 'Deutsch (mit Geräuschen)' };
    assert.deepEqual(held?.subtitles, { DE: linked });
    const { extras } = await saved(video.id, 'ready');
    const displayName = linked.display_name;
    assert.deepEqual(extras?.subtitles, [{ mediaId: track.id, languageCode: 'DE', displayName }]);
    const row2 = (await savedUploads()).find(({ file: { name } }) => name === 'captions.de.srt');
    assert.equal(row2?.state, 'ready');
    assert.equal(row2.caller.accountId, video.caller.accountId);
  });

  it('takes a code that is typed, and no word that is none', async () => {
    await using rig = await Uploading.begin();
    const video = await rig.ready(media('clip.mp4'));
    rig.user.choices.push('Another language');
    rig.user.answers.push('eo', 'Esperanto');
    await choosing(media('captions.vtt'), () => run('xMedia.addSubtitles', row(video.id)));
    const [box] = rig.user.asked.slice(-2);
    for (const bad of ['', 'E', 'EOO', 'E1', 'ßß']) {
      assert.equal(typeof (await box?.validateInput?.(bad)), 'string', `${bad} is taken`);
    }
    assert.deepEqual(Object.keys(rig.x.uploads()[0]?.subtitles ?? {}), ['EO']);
  });

  it('that X does not link stay uploaded, and are linked when tried again', async () => {
    await using rig = await Uploading.begin();
    const video = await rig.ready(media('clip.mp4'));
    rig.x.arm({
      call: 'subtitles',
      times: 1,
      action: { status: 403, body: { title: 'Forbidden' } },
    });
    rig.user.choices.push('English');
    rig.user.answers.push('English');
    rig.user.presses.push('Try Again');
    await choosing(media('captions.srt'), () => run('xMedia.addSubtitles', row(video.id)));
    assert.match(
      rig.user.heard('error'),
      /^The subtitles are uploaded \(media_id \d+\) but not linked to “.*clip\.mp4.*”/,
    );
    assert.deepEqual(Object.keys(rig.x.uploads()[0]?.subtitles ?? {}), ['EN']);
    assert.equal(rig.calls().filter((call) => call === 'initialize').length, 2);
  });

  it('are an .srt or a .vtt: of anything else nothing is sent', async () => {
    await using rig = await Uploading.begin();
    const video = await rig.ready(media('clip.mp4'));
    const before = rig.calls().length;
    await choosing(media('photo.png'), () => run('xMedia.addSubtitles', row(video.id)));
    assert.match(rig.user.heard('error'), /is image\/png: X takes \.srt and \.vtt/);
    const empty = await copyAs('empty.srt', 'captions.srt');
    await writeFile(empty.fsPath, '');
    await choosing(empty, () => run('xMedia.addSubtitles', row(video.id)));
    assert.match(rig.user.heard('error'), /empty\.srt/);
    assert.equal(rig.calls().length, before);
    await until('nothing more', () => rig.user.said.length === 0);
  });

  it('are not for pictures', async () => {
    await using rig = await Uploading.begin();
    const { id } = await rig.ready(media('photo.png'));
    await run('xMedia.addSubtitles', row(id));
    assert.match(rig.user.heard('info'), /^Select a video of a post or of an ad that is ready/);
  });
});
