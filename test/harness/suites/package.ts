/** The product as people install it: `dist/x-media-upload.vsix`. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { buildProduct, root } from '../bundles.ts';
import { ProcessGroup } from '../processGroup.ts';
import type { Counts } from './counts.ts';

export const vsix = path.join(root, 'dist/x-media-upload.vsix');

export async function makePackage(): Promise<Counts> {
  await buildProduct();
  const bin = path.join(root, 'node_modules/@vscode/vsce/vsce');
  // Without a terminal vsce asks nothing: it takes its own warnings for answered.
  const vsce = new ProcessGroup(
    process.execPath,
    [bin, 'package', '--no-dependencies', '--out', vsix],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const code = await vsce.endedWithin(120_000);
  if (code !== 0) throw new Error(`vsce package failed:\n${vsce.output}`);
  const warnings = vsce.output.split('\n').filter((line) => /warning/i.test(line));
  for (const warning of warnings) console.log(warning.trim());
  const { size } = await stat(vsix);
  console.log(`${path.relative(root, vsix)}  ${(size / 1024).toFixed(1)} KB`);
  return { passed: 1, failed: 0 };
}
