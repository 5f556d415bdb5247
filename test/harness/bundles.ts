/**
 * The product's bundles: one that is read at activation, and one for each `import()` in `src/`,
 * read on first use. A dynamic import is the border of a bundle, so the source stays ordinary.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

export const root = path.resolve(import.meta.dirname, '../..');
const dist = path.join(root, 'dist');

const entries = {
  extension: 'src/extension.ts',
  'accounts-refresher': 'src/accounts/refresher.ts',
  'api-dialects': 'src/api/dialects.ts',
  'api-oauth2': 'src/api/oauth2.ts',
  'api-undiciClient': 'src/api/undiciClient.ts',
  'commands-accounts': 'src/commands/accounts.ts',
  'commands-enterOAuth1Keys': 'src/commands/enterOAuth1Keys.ts',
  'commands-inspectFile': 'src/commands/inspectFile.ts',
  'commands-signInWithX': 'src/commands/signInWithX.ts',
  'commands-simulateFailure': 'src/commands/simulateFailure.ts',
  'files-inspect': 'src/files/inspect.ts',
  'files-video': 'src/files/video.ts',
  'commands-watchers': 'src/commands/watchers.ts',
  'commands-uploads': 'src/commands/uploads.ts',
  'sandbox-server': 'src/sandbox/server.ts',
  'uploads-work': 'src/uploads/work.ts',
  'views-details': 'src/views/details.ts',
  'views-filePicker': 'src/views/filePicker.ts',
  'views-forms': 'src/views/forms.ts',
  'views-optionsPicker': 'src/views/optionsPicker.ts',
};

/** `src/api/undiciClient.ts` → `./api-undiciClient.cjs`, refused when no entry is built for it. */
const dynamicImportIsABundle: Plugin = {
  name: 'dynamic-import-is-a-bundle',
  setup(setup) {
    setup.onResolve({ filter: /^\./ }, (args) => {
      if (args.kind !== 'dynamic-import') return undefined;
      const file = path.relative(path.join(root, 'src'), path.resolve(args.resolveDir, args.path));
      const name = file.replaceAll(path.sep, '-').replace(/\.ts$/, '');
      if (!(name in entries)) {
        return { errors: [{ text: `${file} is imported on use, but is no entry of bundles.ts` }] };
      }
      return { path: `./${name}.cjs`, external: true };
    });
  },
};

/** Leaves out what of undici nobody uses. */
const partsOfUndici: Plugin = {
  name: 'parts-of-undici',
  setup(setup) {
    const parts = path.join(root, 'test/harness/undiciParts.cjs');
    setup.onResolve({ filter: /^undici$/ }, () => ({ path: parts }));
  },
};

export async function buildProduct(): Promise<Metafile> {
  await rm(dist, { recursive: true, force: true });
  const result = await build({
    absWorkingDir: root,
    entryPoints: Object.entries(entries).map(([out, input]) => ({ in: input, out })),
    outdir: dist,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    minify: true,
    sourcemap: false,
    platform: 'node',
    format: 'cjs',
    // The Node of VS Code 1.103, the floor of engines.vscode.
    target: 'node22.17',
    external: ['vscode'],
    supported: { 'dynamic-import': false },
    plugins: [dynamicImportIsABundle, partsOfUndici],
    charset: 'utf8',
    legalComments: 'eof',
    metafile: true,
    logLevel: 'warning',
  });
  return result.metafile;
}
