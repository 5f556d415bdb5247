/** What was sent and what X acknowledged, on disk. */
import { appendFile, mkdir, readFile, readdir, rm, symlink, truncate } from 'node:fs/promises';
import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeBeside } from '../../../src/uploads/beside.ts';
import { Ledger, type LedgerHeader } from '../../../src/uploads/ledger.ts';
import { ledgerPath, readLedger } from '../../../src/uploads/ledgerFile.ts';
import { header, told, toldOnDisk } from './ledgerSupport.ts';
import { folder, type Folder } from './support.ts';

let dir: Folder;
let head: LedgerHeader;
let file: string;
beforeEach(async () => {
  dir = await folder();
  head = header();
  file = ledgerPath(dir.path, head.uploadId);
});
afterEach(() => dir[Symbol.asyncDispose]());

const create = (over: Partial<LedgerHeader> = {}) => Ledger.create(dir.path, { ...head, ...over });
const resume = () => Ledger.resume(dir.path, head.uploadId, head.mediaId);
const lines = async () => (await readFile(file, 'utf8')).trimEnd().split('\n').slice(1);

/** Sends and acknowledges everything. */
async function complete(ledger: Ledger): Promise<void> {
  for (const index of ledger.missing()) {
    await ledger.sent(index);
    await ledger.acknowledged(index);
  }
}

describe('Ledger', () => {
  it('says on disk what it says in memory, at each step', async () => {
    await using ledger = await create();
    expect(ledger.header).toEqual(head);
    expect(ledger.plan).toEqual({ totalBytes: 1050, segmentBytes: 100, count: 11 });
    expect(ledger.missing()).toHaveLength(11);
    const steps = [
      () => ledger.sent(3),
      () => ledger.sent(10),
      () => ledger.acknowledged(10),
      () => ledger.sent(3),
      () => ledger.acknowledged(3),
      () => complete(ledger),
      () => ledger.finalizeSent(),
      () => ledger.finalizeSent(),
      () => ledger.finalizeAnswered(),
    ];
    for (const step of steps) {
      await step();
      expect(await toldOnDisk(dir.path, head)).toEqual(told(ledger));
    }
    expect((await lines()).slice(0, 4)).toEqual(['s 3', 's 10', 'a 10', 'a 3']);
    expect((await lines()).slice(-2)).toEqual(['f', 'F']);
    expect(ledger.acknowledgedBytes).toBe(1050);
  });

  it('writes a line once, though its calls come at the same time', async () => {
    await using ledger = await create();
    await Promise.all([4, 5, 4, 5, 4].map((index) => ledger.sent(index)));
    await Promise.all([4, 5, 4].map((index) => ledger.acknowledged(index)));
    expect(await lines()).toEqual(['s 4', 's 5', 'a 4', 'a 5']);
    await complete(ledger);
    await Promise.all([ledger.finalizeSent(), ledger.finalizeSent()]);
    await Promise.all([ledger.finalizeAnswered(), ledger.finalizeAnswered()]);
    expect((await lines()).slice(-2)).toEqual(['f', 'F']);
  });

  it('counts the bytes of what is acknowledged', async () => {
    await using ledger = await create();
    await Promise.all([0, 1, 10].map((index) => ledger.sent(index)));
    expect(ledger.acknowledgedBytes).toBe(0);
    await Promise.all([ledger.acknowledged(10), ledger.acknowledged(1)]);
    expect(ledger.acknowledgedBytes).toBe(150);
    expect(ledger.missing()).toEqual([0, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(told(ledger)).toEqual({ acknowledged: [1, 10], ambiguous: [0], finalize: 'none' });
  });

  it('goes on where it was, and stays short however often a segment is sent', async () => {
    for (let round = 0; round < 5; round += 1) {
      await using ledger = round === 0 ? await create() : await resume();
      for (let attempt = 0; attempt < 20; attempt += 1) await ledger?.sent(5);
      await ledger?.sent(round);
      await ledger?.acknowledged(round);
      expect(ledger?.isAmbiguous(5)).toBe(true);
    }
    expect(await lines()).toHaveLength(1 + 2 * 5);
  });

  it.each<[string, (ledger: Ledger) => Promise<void>]>([
    ['a segment that the plan does not have', (ledger) => ledger.sent(11)],
    ['a segment that is acknowledged', (ledger) => ledger.sent(0)],
    ['an answer to what was not sent', (ledger) => ledger.acknowledged(1)],
    ['finalize before all is acknowledged', (ledger) => ledger.finalizeSent()],
    ['an answer to a finalize that was not sent', (ledger) => ledger.finalizeAnswered()],
  ])('takes no %s', async (_, call) => {
    await using ledger = await create();
    await ledger.sent(0);
    await ledger.acknowledged(0);
    await expect(call(ledger)).rejects.toThrow(RangeError);
    expect(await lines()).toEqual(['s 0', 'a 0']);
  });

  it('begins anew over an old one', async () => {
    {
      await using old = await create();
      await complete(old);
    }
    await using ledger = await create({ mediaId: '77' });
    expect(ledger.missing()).toHaveLength(11);
    expect(await resume()).toBeUndefined();
    expect(await readdir(dir.path)).toEqual([`${head.uploadId}.ledger`]);
  });

  it.each<[string, Partial<LedgerHeader>]>([
    ['over 1000 segments', { totalBytes: 100_001, segmentBytes: 100 }],
    ['no bytes', { totalBytes: 0 }],
    ['an id that is none', { mediaId: '../1' }],
  ])('begins none of %s', async (_, over) => {
    await expect(create(over)).rejects.toThrow(RangeError);
    expect(await readdir(dir.path)).toEqual([]);
  });
});

describe('what is on disk', () => {
  it.each<[string, string, string[]]>([
    ['a torn line', 's 4', []],
    ['a line without sense', 'what\ns 4\n', []],
    ['a segment that the plan does not have', 's 4\ns 11\ns 5\n', ['s 4']],
    ['an answer to what was not sent', 'a 4\ns 5\n', []],
    ['a line that was there before', 's 4\ns 4\ns 5\n', ['s 4']],
    ['a number that is not written so', 's 04\n', []],
    ['zeros, as a lost power supply leaves them', '\0\0\0\0\ns 5\n', []],
    ['finalize before all is acknowledged', 's 4\nf\nF\n', ['s 4']],
    ['more than any ledger has', 's 4\n'.repeat(400_000), ['s 4']],
  ])('is trusted up to %s', async (_, tail, kept) => {
    {
      await using ledger = await create();
      await ledger.sent(3);
      await ledger.acknowledged(3);
    }
    await appendFile(file, tail);
    {
      await using ledger = await resume();
      expect(ledger?.isAcknowledged(3)).toBe(true);
      await ledger?.sent(9);
    }
    expect(await lines()).toEqual(['s 3', 'a 3', ...kept, 's 9']);
    expect((await toldOnDisk(dir.path, head))?.ambiguous).toContain(9);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['nothing', () => rm(file)],
    ['an empty file', () => truncate(file)],
    ['no ledger', () => writeFile(file, 'x'.repeat(2_000_000))],
    ['a newer one', async () => writeFile(file, `${JSON.stringify({ ...head, version: 2 })}\n`)],
    ['another upload’s', async () => writeFile(file, `${JSON.stringify(header())}\n`)],
    [
      'a plan over 1000',
      () => writeFile(file, `${JSON.stringify({ ...head, segmentBytes: 1 })}\n`),
    ],
    ['a folder', () => rm(file).then(() => mkdir(file))],
  ])('%s is none to go on with', async (_, put) => {
    await (await create())[Symbol.asyncDispose]();
    await put();
    expect(await resume()).toBeUndefined();
  });

  it.skipIf(process.platform === 'win32').each(['/dev/zero', '/dev/full', 'nowhere'])(
    'a link to %s is none to go on with, and is replaced',
    async (target) => {
      await symlink(target, file);
      expect(await resume()).toBeUndefined();
      await using ledger = await create();
      await ledger.sent(0);
      expect(await lines()).toEqual(['s 0']);
    },
  );

  it('of any length reads as what was written up to there, and goes on whole', async () => {
    const small = { totalBytes: 250, segmentBytes: 100 };
    await using ledger = await create(small);
    const history = [told(ledger)];
    const sizes = [(await readFile(file)).length];
    const step = async (call: Promise<void>) => {
      await call;
      history.push(told(ledger));
      sizes.push((await readFile(file)).length);
    };
    for (const index of [1, 0, 2]) await step(ledger.sent(index));
    for (const index of [2, 1, 0]) await step(ledger.acknowledged(index));
    await step(ledger.finalizeSent());
    await step(ledger.finalizeAnswered());
    const bytes = await readFile(file);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length }), async (length) => {
        await writeFile(file, bytes.subarray(0, length));
        const reached = sizes.findLastIndex((size) => size <= length);
        await using again = await resume();
        expect(again && told(again)).toEqual(history[reached]);
        if (again === undefined) return;
        await complete(again);
        await again.finalizeSent();
        await again.finalizeAnswered();
        expect(told(again)).toEqual(history.at(-1));
        const whole = await readFile(file);
        expect(readLedger(whole)?.length).toBe(whole.length);
        expect(await toldOnDisk(dir.path, { ...head, ...small })).toEqual(history.at(-1));
      }),
      { numRuns: 60 },
    );
  });

  it('goes with its upload, and nothing else does', async () => {
    await (await create())[Symbol.asyncDispose]();
    const names = [
      'lease',
      'lease.0123456789abcdef',
      'offer',
      'offer.0123456789abcdef',
      'warned',
      'json',
    ];
    for (const name of names) await writeFile(file.replace(/ledger$/, name), '');
    const other = await Ledger.create(dir.path, header());
    await other[Symbol.asyncDispose]();
    await removeBeside(dir.path, head.uploadId);
    const left = [`${head.uploadId}.json`, `${other.header.uploadId}.ledger`];
    expect((await readdir(dir.path)).sort()).toEqual(left.sort());
    await removeBeside(dir.path, head.uploadId);
    await removeBeside(`${dir.path}-gone`, head.uploadId);
  });
});
