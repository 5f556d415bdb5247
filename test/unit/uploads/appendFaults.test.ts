/** What goes wrong on the way to X: each row against the real transport and a real sandbox. */
import { describe, it } from 'vitest';
import { checkRow, inDialects, type FaultRow } from './faultRow.ts';
import { passing } from './faultsOfAppend.ts';
import { final, stopping } from './faultsOfAppendRefused.ts';
import { expiry, network } from './faultsOfNetwork.ts';
import { order, size } from './faultsOfSegments.ts';

const tables: Readonly<Record<string, readonly FaultRow[]>> = {
  'append meets what passes by itself': passing,
  'append meets what the user can mend': stopping,
  'append meets what nobody can mend': final,
  'X refuses for their order': order,
  'X finds too large': size,
  'the network': network,
  'a media_id expires': expiry,
};

describe.concurrent.each(Object.entries(tables))('%s', (_, rows) => {
  it.each(inDialects(rows))('%s, %s', async (_, dialect, row) => {
    await checkRow(dialect, row);
  });
});
