import * as vscode from 'vscode';
import { hostOf } from '../api/origins.ts';
import { inert, quoted } from '../api/text.ts';
import type { Caller, UploadRecord } from '../uploads/record.ts';

/** Whether an upload is another account's than the one that acts now. */
function isAnothers(made: Caller, acting: Caller): boolean {
  if (made.environment !== acting.environment) return true;
  // The sandbox listens at another port each time, and its accounts go with it.
  if (made.environment !== 'sandbox' && made.origin !== acting.origin) return true;
  if (made.accountId === acting.accountId) return false;
  // A user may have several accounts here; those without X's name for it may be anybody's.
  return made.account !== acting.account || !made.account.startsWith('@');
}

/** Of a state file as well, which anything may have written. */
const nameOf = ({ account, environment, origin }: Caller) =>
  `${inert(account, 100)} ${environment === 'sandbox' ? '(sandbox)' : `at ${hostOf(origin)}`}`;

/** Says that uploads are another account's, before they become this one's. False: leave them. */
export async function mayTakeOver(
  records: readonly UploadRecord[],
  acting: Caller,
): Promise<boolean> {
  // What failed has no media_id that could be anybody's.
  const others = records.filter(
    ({ state, caller }) => state === 'initialized' && isAnothers(caller, acting),
  );
  const [first] = others;
  if (first === undefined) return true;
  const what =
    others.length === 1
      ? `${quoted(first.file.name)} was`
      : `${others.length} of these uploads were`;
  const initialize = `Initialize as ${acting.account}`;
  const chosen = await vscode.window.showWarningMessage(
    `${what} initialized as ${nameOf(first.caller)}; now ${nameOf(acting)} acts.`,
    {
      modal: true,
      detail:
        'A media_id can be used by the account that made it, and by its additional owners. The new one will belong to the account that acts now.',
    },
    initialize,
  );
  return chosen === initialize;
}
