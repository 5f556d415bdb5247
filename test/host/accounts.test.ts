import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Accounts, credentialOf, type Account } from '../../src/accounts/accounts.ts';
import { Redactor } from '../../src/api/redact.ts';

const account: Account = {
  version: 1,
  kind: 'bearer',
  origin: 'http://127.0.0.1:4010',
  label: 'Access token',
  accessToken: 'token-of-the-accounts-test',
};

/** The editor's secret storage as it is without a keyring; the real one cannot be broken on purpose. */
class NoKeyring implements vscode.SecretStorage {
  readonly #changed = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
  readonly onDidChange = this.#changed.event;
  readonly get = () => Promise.reject(new Error('no keyring'));
  readonly store = () => Promise.reject(new Error('no keyring'));
  readonly delete = () => Promise.reject(new Error('no keyring'));
  readonly keys = () => Promise.resolve([]);
}

/** Secret storage whose content the test writes, as another version or program might have. */
class Holding extends NoKeyring {
  readonly #text: string;
  constructor(text: string) {
    super();
    this.#text = text;
  }
  override readonly get = () => Promise.resolve<string>(this.#text) as Promise<never>;
}

function open(secrets: vscode.SecretStorage) {
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  const log = { debug: note, info: note, warn: note, error: note };
  return { accounts: new Accounts(secrets, new Redactor(), log), lines };
}

describe('accounts', () => {
  it('without a keyring: the token is not kept, and can be for the session', async () => {
    const { accounts, lines } = open(new NoKeyring());
    await assert.rejects(accounts.keep(account), /no keyring/);
    assert.equal(await accounts.find(account.origin), undefined);
    assert.match(lines.join('\n'), /secret storage cannot be read/);
    accounts.keepForSession(account);
    const found = await accounts.find(account.origin);
    assert.ok(found);
    const request = { method: 'POST', url: new URL(account.origin) };
    const signal = new AbortController().signal;
    assert.equal(
      await credentialOf(found).authorization(request, signal),
      `Bearer ${account.accessToken}`,
    );
    await assert.rejects(accounts.forget(account.origin), /no keyring/);
    assert.equal(await accounts.find(account.origin), undefined);
    assert.ok(!lines.join('\n').includes(account.accessToken));
    accounts.dispose();
  });

  it('belong to their origin alone, whatever the secret’s key says', async () => {
    const { accounts } = open(new Holding(JSON.stringify(account)));
    assert.deepEqual(await accounts.find(account.origin), account);
    assert.equal(await accounts.find('https://api.x.com'), undefined);
    accounts.dispose();
  });

  for (const text of ['', '{', 'null', '{"version":2}', '{"__proto__":{"accessToken":"x"}}']) {
    it(`that cannot be read are none: ${text === '' ? 'empty' : text}`, async () => {
      const { accounts } = open(new Holding(text));
      assert.equal(await accounts.find(account.origin), undefined);
      accounts.dispose();
    });
  }
});
