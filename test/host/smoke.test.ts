import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('in a real extension host', () => {
  it('opens the folder of media files', async () => {
    const files = await vscode.workspace.findFiles('clip.mp4');
    assert.equal(files.length, 1);
  });

  it('activates the extension, which offers its commands', async () => {
    const extension = vscode.extensions.getExtension('xmedia-tools.x-media-upload');
    assert.ok(extension, 'the extension is not installed');
    await extension.activate();
    const commands = await vscode.commands.getCommands(true);
    assert.ok(commands.includes('xMedia.initialize'), 'xMedia.initialize is not registered');
  });
});
