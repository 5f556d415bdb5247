/** A window that is killed in the middle of a refresh, and the one that comes after it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { isXApiError } from '../../../src/api/errors.ts';
import { systemPorts, type Ports } from '../../../src/api/ports.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server.ts';
import { granted, type Signed } from './granted.ts';
import { openWindow, secretsIn } from './windows.ts';

/** In one file, which starts twice as fast. */
async function bundled(dir: string): Promise<string> {
  const outfile = path.join(dir, 'refreshLoop.mjs');
  const require = "import { createRequire } from 'node:module';\n";
  await build({
    entryPoints: [fileURLToPath(new URL('refreshLoop.ts', import.meta.url))],
    ...{ bundle: true, platform: 'node', format: 'esm', target: 'node22', outfile },
    banner: { js: `${require}const require = createRequire(import.meta.url);` },
  });
  return outfile;
}

async function refreshAndDie(script: string, dir: string, id: string): Promise<void> {
  const child = spawn(process.execPath, [script, dir, id], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await sleep(Math.random() * 40);
  child.kill('SIGKILL');
  await once(child, 'close');
}

interface Kill {
  /** Whether the next window can still refresh. */
  readonly goesOn: boolean;
  /** Refreshes that it found stored. */
  readonly stored: number;
  /** As X counts them in the end. */
  readonly refreshes: number;
  readonly reuses: number;
}

async function kill(script: string, sandbox: Sandbox): Promise<Kill> {
  const dir = await mkdtemp(path.join(tmpdir(), 'xmedia-killed-'));
  const secretsDir = path.join(dir, 'secrets');
  await mkdir(secretsDir);
  const ports: Ports = {
    ...systemPorts,
    wait: (ms, signal) => systemPorts.wait(ms / 20, signal),
  };
  const open = () =>
    openWindow({ dir: path.join(dir, 'left'), secrets: secretsIn(secretsDir), ports });
  try {
    await using first = open();
    const account = await granted(sandbox.url, first);
    await first.accounts.add(account);
    await refreshAndDie(script, dir, account.id);
    await using next = open();
    const found = (await next.accounts.get(account.id)) as Signed;
    const { signal } = new AbortController();
    let goesOn = true;
    try {
      await next.refresher.renewed(account.id, found.accessToken, signal);
    } catch (error) {
      if (!isXApiError(error) || error.kind !== 'sign-in-again') throw error;
      goesOn = false;
    }
    const { refreshes = 0, reuses = 0 } = sandbox.grants()[0] ?? {};
    return { goesOn, stored: found.revision - 1, refreshes, reuses };
  } finally {
    await rm(dir, { recursive: true });
  }
}

it('killed at any moment costs a sign-in only where X’s answer was not stored yet', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'xmedia-killed-'));
  const script = await bundled(dir);
  const lane = async () => {
    const kills: Kill[] = [];
    for (let n = 0; n < 5; n += 1) {
      await using sandbox = await startSandbox();
      kills.push(await kill(script, sandbox));
    }
    return kills;
  };
  const kills = (await Promise.all([lane(), lane(), lane(), lane()])).flat();
  await rm(dir, { recursive: true });
  // Going on is one more refresh. What was lost is one that X counted and nobody stored.
  expect(kills).toEqual(
    kills.map(({ goesOn, stored }) => ({
      ...{ goesOn, stored, refreshes: stored + 1, reuses: goesOn ? 0 : 1 },
    })),
  );
  expect(kills).toHaveLength(20);
  expect(kills.map(({ goesOn }) => goesOn)).toContain(true);
}, 60_000);
