/** One upload in a real window whose extension host is killed again and again on the way. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from '@playwright/test';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { type LedgerFacts, readLedger } from '../../src/uploads/ledgerFile.ts';
import { readRecord, type UploadRecord } from '../../src/uploads/record.ts';
import { extensionHosts } from './extensionHosts.ts';
import { appendsOf } from './uploading.ts';
import type { Workbench } from './workbench.ts';
import { storage } from './x.ts';

/** How the window came by a new extension host. */
type Revival = 'by itself' | 'by its button' | 'by a reload';

export interface Kill {
  /** Milliseconds from the press of the button to the kill. */
  readonly afterMs: number;
  /** On disk. */
  readonly state: UploadRecord['state'];
  /** Indexes that the ledger had for acknowledged. */
  readonly acknowledged: readonly number[];
  /** Segments sent of which the ledger knew no answer. */
  readonly ambiguous: number;
  /** Number of the last request that X had received. */
  readonly lastRequest: number;
  readonly revival: Revival;
  readonly offered: boolean;
  /** Milliseconds from the kill until it could be continued. */
  readonly backMs: number;
}

/** VS Code starts a host that crashed by itself twice in five minutes, and then shows a button. */
const revivalsByItself = 2;

export class Killing {
  readonly #x: Sandbox;
  readonly #workbench: Workbench;
  #crashesSinceLoad = 0;

  constructor(x: Sandbox, workbench: Workbench) {
    this.#x = x;
    this.#workbench = workbench;
  }

  /** Kills the host, and goes on with the upload. Undefined when it was ready before. */
  async kill(mediaId: string, begunAt: number): Promise<Kill | undefined> {
    if (this.#record(mediaId).state === 'ready') return undefined;
    const pid = extensionHosts().at(-1);
    if (pid === undefined) throw new Error('There is no extension host');
    process.kill(pid, 'SIGKILL');
    const killedAt = Date.now();
    while (extensionHosts().includes(pid)) await delay(5);
    const lastRequest = this.#x.requests().at(-1)?.n ?? 0;
    const facts = this.#ledger(mediaId);
    const { state, file } = this.#record(mediaId);
    const indexes = Array.from({ length: facts?.plan.count ?? 0 }, (_, index) => index);
    const acknowledged = indexes.filter((index) => facts?.isAcknowledged(index));
    const sent = indexes.filter((index) => facts?.isSent(index));
    const revival = await this.#revive();
    const offered = await this.#goOn(file.name, state);
    return {
      ...{ state, acknowledged, lastRequest, revival, offered },
      afterMs: killedAt - begunAt,
      ambiguous: sent.length - acknowledged.length,
      backMs: Date.now() - killedAt,
    };
  }

  /** What is wrong after an upload with these kills; empty when nothing is. */
  problems(mediaId: string, sha256: string, kills: readonly Kill[]): string[] {
    const upload = this.#x.uploads().find(({ id }) => id === mediaId);
    const problems: string[] = [];
    if (upload?.state !== 'succeeded') problems.push(`X says ${String(upload?.state)}`);
    if (upload?.sha256 !== sha256) problems.push('X has other bytes');
    if (upload?.replacements !== 0) problems.push(`${upload?.replacements} segments replaced`);
    const appends = appendsOf(this.#x, mediaId);
    for (const { acknowledged, lastRequest } of kills) {
      const again = acknowledged.filter((at) =>
        appends.some(({ n, index }) => index === at && n > lastRequest),
      );
      if (again.length > 0) problems.push(`acknowledged, and sent again: ${again.join(', ')}`);
      const unknown = acknowledged.filter(
        (at) =>
          !appends.some(
            ({ index, n, answered }) => index === at && n <= lastRequest && answered === 200,
          ),
      );
      if (unknown.length > 0) problems.push(`X had not acknowledged: ${unknown.join(', ')}`);
    }
    for (const { state, offered } of kills) {
      if (!offered && ['uploading', 'finalizing', 'processing'].includes(state)) {
        problems.push(`not offered after ${state}`);
      }
    }
    return problems;
  }

  /** As it is on disk. */
  state(mediaId: string): UploadRecord['state'] {
    return this.#record(mediaId).state;
  }

  async #revive(): Promise<Revival> {
    const workbench = this.#workbench;
    if (Math.random() < 0.4) {
      await workbench.open();
      await workbench.openUploads();
      this.#crashesSinceLoad = 0;
      return 'by a reload';
    }
    this.#crashesSinceLoad += 1;
    if (this.#crashesSinceLoad <= revivalsByItself) return 'by itself';
    await workbench.toastButton('Restart Remote Extension Host').click();
    return 'by its button';
  }

  /** Presses *Continue* where it is offered, which is so for what was under way. */
  async #goOn(name: string, state: UploadRecord['state']): Promise<boolean> {
    const workbench = this.#workbench;
    const offer = workbench.toasts('was under way when VS Code closed');
    const row = workbench.rows(new RegExp(`^${name.replaceAll('.', '\\.')} `));
    const wasUnderWay = state !== 'initialized' && state !== 'paused';
    const offered = await offer
      .waitFor({ timeout: wasUnderWay ? 30_000 : 5000 })
      .then(() => true)
      .catch(() => false);
    if (offered) {
      await offer.locator('.monaco-button').filter({ hasText: 'Continue' }).click();
      return true;
    }
    // Killed before anything of it was on disk: the row waits for its button.
    await expect(row).toBeVisible({ timeout: 30_000 });
    await workbench.inlineAction(row, 'Continue Upload');
    return false;
  }

  #record(mediaId: string): UploadRecord {
    for (const name of this.#files('.json')) {
      const read = readRecord(readFileSync(name, 'utf8'));
      if (!('record' in read)) throw new Error(`${name} cannot be read: ${read.problem}`);
      const { record } = read;
      if ('media' in record && record.media?.id === mediaId) return record;
    }
    throw new Error(`There is no record of ${mediaId}`);
  }

  #ledger(mediaId: string): LedgerFacts | undefined {
    for (const name of this.#files('.ledger')) {
      const read = readLedger(readFileSync(name));
      if (read === undefined) throw new Error(`${name} cannot be read`);
      if (read.header.mediaId === mediaId) return read.facts;
    }
    return undefined;
  }

  #files(ending: string): string[] {
    const dir = storage(this.#workbench.editor);
    const names = readdirSync(dir).filter((name) => name.endsWith(ending) && !name.startsWith('.'));
    return names.map((name) => path.join(dir, name));
  }
}
