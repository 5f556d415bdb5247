/** Small helpers around files, and folders that vanish with the process that made them. */
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folders = new Set<string>();

/** Kept short: a profile holds Unix sockets, whose paths may not be longer than about 100. */
export function tempDir(name: string): string {
  const parent = process.env.XMEDIA_TEMP ?? realpathSync(tmpdir());
  const folder = mkdtempSync(path.join(parent, `xmedia-${name}-`));
  folders.add(folder);
  return folder;
}

export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // Absent is an answer here.
  }
}

process.on('exit', () => {
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
});
