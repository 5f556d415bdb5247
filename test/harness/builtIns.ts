/** The extensions that VS Code brings along, for tests in many windows. */
import { readdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { tempDir } from './files.ts';

/**
 * They serve those who write code, sign in elsewhere or chat, and take a third of the work of
 * opening a window. None of them meets media files; the suites in the extension host run with all.
 */
const unrelated = new Set([
  'copilot',
  'css-language-features',
  'debug-auto-launch',
  'debug-server-ready',
  'emmet',
  'extension-editing',
  'git',
  'git-base',
  'github',
  'github-authentication',
  'grunt',
  'gulp',
  'html-language-features',
  'ipynb',
  'jake',
  'merge-conflict',
  'microsoft-authentication',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
  'notebook-renderers',
  'npm',
  'php-language-features',
  'references-view',
  'simple-browser',
  'terminal-suggest',
  'tunnel-forwarding',
  'typescript-language-features',
]);

/**
 * A folder of links to the others: languages, themes, previews of media and of Markdown, settings.
 * @param vscode folder of VS Code's server
 */
export async function relatedBuiltIns(vscode: string): Promise<string> {
  const source = path.join(vscode, 'extensions');
  const folder = tempDir('built-ins');
  const entries = await readdir(source, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && !unrelated.has(entry.name));
  await Promise.all(
    names.map(({ name }) => symlink(path.join(source, name), path.join(folder, name), 'junction')),
  );
  return folder;
}
