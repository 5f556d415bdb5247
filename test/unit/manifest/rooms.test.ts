/** The rule that keeps the rooms apart, held against imports that must and must not pass. */
import { fileURLToPath } from 'node:url';
import { ESLint, type Linter } from 'eslint';
import { describe, expect, it } from 'vitest';

// Plain JavaScript, which ESLint loads by itself, and so without types.
const rules = new URL('../../harness/rooms.js', import.meta.url).href;
const { roomRules } = (await import(rules)) as { roomRules: Linter.Config[] };

const eslint = new ESLint({
  cwd: fileURLToPath(new URL('../../..', import.meta.url)),
  overrideConfigFile: true,
  // The rules alone: JavaScript's own parser reads these imports as well as any.
  overrideConfig: [{ files: ['**/*.ts'] }, ...roomRules],
});

async function complaints(room: string, imported: string): Promise<number> {
  const filePath = `src/${room}/imaginary.ts`;
  const [result] = await eslint.lintText(`import * as it from '${imported}';\n`, { filePath });
  expect(result?.fatalErrorCount).toBe(0);
  return (result?.messages ?? []).filter(({ ruleId }) => ruleId === 'no-restricted-imports').length;
}

describe('the lower rooms run without the editor', () => {
  it.each(['api', 'files', 'uploads', 'sandbox'])('%s', async (room) => {
    expect(await complaints(room, 'vscode')).toBe(1);
    for (const legal of ['node:fs', 'undici', './beside.ts']) {
      expect(await complaints(room, legal)).toBe(0);
    }
  });

  it.each(['environment', 'accounts', 'views', 'commands'])('%s may know it', async (room) => {
    expect(await complaints(room, 'vscode')).toBe(0);
  });
});

describe('arrows point one way', () => {
  /** From the lowest up; `sandbox` and `files` know only the contract. */
  const legal: Record<string, readonly string[]> = {
    api: [],
    files: ['api/contract.ts'],
    sandbox: ['api/contract.ts'],
    uploads: ['api/errors.ts', 'files/inspect.ts'],
    environment: ['sandbox/server.ts', 'api/origins.ts', 'files/category.ts'],
    accounts: ['environment/settings.ts', 'uploads/owner.ts', 'api/origins.ts'],
    views: ['uploads/library.ts', 'api/text.ts', 'files/mediaTypes.ts'],
    commands: [
      'views/notifications.ts',
      'environment/settings.ts',
      'uploads/uploads.ts',
      'api/text.ts',
    ],
  };
  const upward: Record<string, readonly string[]> = {
    api: ['files/inspect.ts', 'uploads/record.ts', 'sandbox/server.ts', 'views/nodes.ts'],
    files: ['api/errors.ts', 'api/transport.ts', 'uploads/record.ts', 'api/contractors.ts'],
    sandbox: ['api/errors.ts', 'files/inspect.ts', 'uploads/record.ts', 'environment/settings.ts'],
    uploads: ['sandbox/server.ts', 'views/rowText.ts', 'accounts/token.ts', 'commands/app.ts'],
    environment: ['accounts/accounts.ts', 'uploads/record.ts', 'views/steps.ts', 'commands/app.ts'],
    accounts: ['views/notifications.ts', 'commands/app.ts', 'sandbox/server.ts', 'extension.ts'],
    views: ['accounts/token.ts', 'commands/app.ts', 'sandbox/server.ts', 'extension.ts'],
    commands: ['sandbox/server.ts', 'extension.ts'],
  };
  const pairs = (table: Record<string, readonly string[]>) =>
    Object.entries(table).flatMap(([room, files]) => files.map((file) => [room, file] as const));

  it.each(pairs(legal))('%s may import %s', async (room, file) => {
    expect(await complaints(room, `../${file}`)).toBe(0);
  });

  it.each(pairs(upward))('%s may not import %s', async (room, file) => {
    expect(await complaints(room, `../${file}`)).toBe(1);
  });
});
