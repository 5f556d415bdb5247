/** First by name: what is loaded when can be seen once in the life of a host. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { bundleText, extension, loadedBundles, media, savedUploads } from './product.ts';
import { assertUntouched, processWide } from './processWide.ts';
import { User } from './window.ts';

const before = processWide();
const activeBefore = extension().isActive;

/** Without what watches over deadlines, which is read once the saved uploads are. */
const loadedAtStart = () => loadedBundles().filter((name) => name !== 'commands-watchers');

describe('activation', () => {
  let user: User;
  beforeEach(() => {
    user = new User();
  });
  afterEach(() => {
    user.leave();
  });

  it(`reads the main bundle alone (${activeBefore ? 'active already' : 'not yet active'})`, async () => {
    await extension().activate();
    assert.deepEqual(loadedAtStart(), ['extension']);
  });

  it('leaves undici, the mime database, file-type and the sandbox out of the main bundle', () => {
    const main = bundleText('extension');
    const marks = {
      'api-undiciClient': /llhttp_execute/,
      'files-inspect': /application\/vnd\.ms-excel/,
      'sandbox-server': /_sandbox/,
    };
    for (const [bundle, mark] of Object.entries(marks)) {
      assert.match(bundleText(bundle), mark, `the mark of ${bundle} is outdated`);
      assert.doesNotMatch(main, mark, `${bundle} is part of the main bundle`);
    }
  });

  it('touches nothing that is process-wide', () => {
    assertUntouched(before);
  });
});

describe('the first initialize', () => {
  it('starts no sandbox, HTTP client or inspection before it is called', () => {
    assert.deepEqual(loadedAtStart(), ['extension']);
  });

  it('loads what it needs, and touches nothing that is process-wide', async () => {
    await vscode.commands.executeCommand('xMedia.initialize', media('photo.png'));
    const [upload, ...more] = await savedUploads();
    assert.equal(upload?.state, 'initialized');
    assert.deepEqual(more, []);
    assert.deepEqual(loadedBundles(), [
      'api-dialects',
      'api-undiciClient',
      'commands-uploads',
      'commands-watchers',
      'extension',
      'files-inspect',
      'sandbox-server',
      'uploads-work',
    ]);
    assertUntouched(before);
  });
});
