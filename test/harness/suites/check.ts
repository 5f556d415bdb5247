/** Type-check, lint and format, one passed or failed each. */
import path from 'node:path';
import { root } from '../bundles.ts';
import { ProcessGroup } from '../processGroup.ts';
import { type Counts, sum } from './counts.ts';

async function tool(name: string, bin: string, ...args: string[]): Promise<Counts> {
  const began = performance.now();
  const group = new ProcessGroup(
    process.execPath,
    [path.join(root, 'node_modules', bin), ...args],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const code = await group.endedWithin(300_000);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (code !== 0) console.log(group.output);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Two at a time: the linter takes about as long as the other two together. */
export async function check(): Promise<Counts> {
  const others = async (): Promise<Counts> =>
    sum([
      await tool('type-check', 'typescript/bin/tsc', '--pretty', 'false'),
      await tool('format', 'prettier/bin/prettier.cjs', '--check', '.'),
    ]);
  return sum(await Promise.all([tool('lint', 'eslint/bin/eslint.js', '.'), others()]));
}
