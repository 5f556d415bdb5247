/** The extension under test, as the host sees it, and the traces it leaves outside the host's API. */
import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';

interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('xmedia-tools.x-media-upload');
  assert.ok(found, 'the extension is not installed');
  return found;
}

export function manifest(): Manifest {
  return extension().packageJSON as Manifest;
}

/** The names of the product's bundles that were read so far: `extension`, `api-undiciClient`, … */
export function loadedBundles(): string[] {
  const dist = path.join(extension().extensionPath, 'dist') + path.sep;
  return Object.keys(require.cache)
    .filter((file) => file.startsWith(dist))
    .map((file) => path.basename(file, '.cjs'))
    .sort();
}
