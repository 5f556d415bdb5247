/**
 * Runs inside a fresh extension host, before VS Code gets to the extension: reads its main bundle,
 * wraps `activate` in a stopwatch, and lets VS Code call that with the real context. What VS Code
 * itself does around the call (its own bookkeeping, the other side's answer) is not measured.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import { productLog } from '../host/product.ts';

export interface HostMeasures {
  readonly loading: number;
  readonly activate: number;
  /** Milliseconds of each warm initialize, and how much of it was on the wire. */
  readonly initialize: readonly { readonly whole: number; readonly wire: number }[];
}

interface Main {
  readonly activate: (context: vscode.ExtensionContext) => void;
}

/** First requests, not counted: they load bundles and open the connection. */
const warming = 5;

async function activation(): Promise<{ loading: number; activate: number }> {
  const extension = vscode.extensions.getExtension('xmedia-tools.x-media-upload');
  if (extension === undefined || extension.isActive) {
    throw new Error('the extension is not there, or was activated before it could be measured');
  }
  const main = path.join(extension.extensionPath, 'dist/extension.cjs');
  const began = performance.now();
  const real = createRequire(__filename)(main) as Main;
  const loading = performance.now() - began;
  const read = require.cache[main];
  if (read === undefined) throw new Error('the main bundle is not in the module cache');
  let activate: number | undefined;
  read.exports = {
    ...real,
    activate: (context: vscode.ExtensionContext) => {
      const called = performance.now();
      real.activate(context);
      activate = performance.now() - called;
    },
  } satisfies Main;
  await extension.activate();
  if (activate === undefined) throw new Error('VS Code called another activate');
  return { loading, activate };
}

async function initializes(count: number): Promise<HostMeasures['initialize']> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder === undefined) throw new Error('no folder is open');
  const file = vscode.Uri.joinPath(folder, 'clip.mp4');
  const wholes: number[] = [];
  for (let n = 0; n < warming + count; n += 1) {
    const began = performance.now();
    await vscode.commands.executeCommand('xMedia.initialize', file);
    wholes.push(performance.now() - began);
  }
  const wires = [...productLog().matchAll(/initialize → 200 in (\d+) ms/g)].map(([, ms]) =>
    Number(ms),
  );
  if (wires.length !== wholes.length) throw new Error('a request is missing in the log');
  return wholes.map((whole, n) => ({ whole, wire: wires[n] ?? 0 })).slice(warming);
}

export async function run(): Promise<void> {
  const { XMEDIA_BENCH_RESULT: result = '', XMEDIA_BENCH_INITIALIZES: count = '0' } = process.env;
  const measures: HostMeasures = {
    ...(await activation()),
    initialize: count === '0' ? [] : await initializes(Number(count)),
  };
  writeFileSync(result, JSON.stringify(measures));
}
