import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extension, manifest } from './product.ts';

describe('in a real extension host', () => {
  it('opens the folder of media files', () => {
    const names = vscode.workspace.workspaceFolders?.map(({ name }) => name);
    assert.deepEqual(names, ['media']);
  });

  it('registers every command of the manifest, and no other', async () => {
    await extension().activate();
    const registered = (await vscode.commands.getCommands(true)).filter((id) =>
      // A view brings commands of its own: `xMedia.uploads.focus` and its like.
      /^xMedia\.(?!uploads\.)/.test(id),
    );
    const contributed = manifest().contributes.commands.map(({ command }) => command);
    assert.ok(contributed.length > 0);
    assert.deepEqual(registered.sort(), contributed.sort());
  });

  it('runs on no older VS Code than the manifest asks for, and on that one', () => {
    const floor = /^\^(\d+)\.(\d+)\.\d+$/.exec(manifest().engines.vscode);
    const running = /^(\d+)\.(\d+)\./.exec(vscode.version);
    assert.ok(floor !== null && running !== null);
    assert.equal(running[1], floor[1]);
    const wanted = process.env.XMEDIA_HOST_FLOOR === '1';
    assert.equal(running[2] === floor[2], wanted, `runs in VS Code ${vscode.version}`);
  });
});
