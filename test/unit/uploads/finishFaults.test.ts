/** What goes wrong once X has every segment: each row against a real sandbox. */
import { describe, it } from 'vitest';
import { checkRow, inDialects, type FaultRow } from './faultRow.ts';
import { lost, refusedForNow, stopped, vague } from './faultsOfFinalize.ts';
import { looks, outcomes } from './faultsOfStatus.ts';

const tables: Readonly<Record<string, readonly FaultRow[]>> = {
  'finalize is not known to have reached X': lost,
  'finalize is refused for now': refusedForNow,
  'finalize is answered with little': vague,
  'finalize is stopped by': stopped,
  'STATUS meets': looks,
  'processing ends in': outcomes,
};

describe.concurrent.each(Object.entries(tables))('%s', (_, rows) => {
  it.each(inDialects(rows))('%s, %s', async (_, dialect, row) => {
    await checkRow(dialect, row);
  });
});
