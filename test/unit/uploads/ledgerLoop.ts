/** Sends and acknowledges in random order until it is killed: `node ledgerLoop.ts <folder> <header>`. */
import { Ledger, type LedgerHeader } from '../../../src/uploads/ledger.ts';

const [, , dir = '', json = ''] = process.argv;
const head = JSON.parse(json) as LedgerHeader;
const ledger =
  (await Ledger.resume(dir, head.uploadId, head.mediaId)) ?? (await Ledger.create(dir, head));
const say = (line: string) => process.stdout.write(`${line}\n`);
say('began');

/** Three at a time, as the engine has them. */
const todo = ledger.missing().sort(() => Math.random() - 0.5);
await Promise.all(
  [1, 2, 3].map(async () => {
    for (let index; (index = todo.pop()) !== undefined;) {
      await ledger.sent(index);
      say(`s ${index}`);
      await ledger.acknowledged(index);
      say(`a ${index}`);
    }
  }),
);
