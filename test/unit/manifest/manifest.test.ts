/** package.json against the code that it announces. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ambiguousExtensions, extensions } from '../../../src/files/mediaTypes.ts';
import manifest from '../../../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('../../..', import.meta.url));
const { contributes } = manifest;
interface MenuItem {
  readonly command: string;
  readonly when?: string;
}
const menus: Record<string, readonly MenuItem[]> = contributes.menus;
const ids = contributes.commands.map(({ command }) => command);

/** The keys of the table in `register.ts`, which cannot be loaded without an editor. */
function registered(): string[] {
  const source = readFileSync(`${root}/src/commands/register.ts`, 'utf8');
  const table = /export const commands = \{([^}]*)\}/.exec(source)?.[1] ?? '';
  const names = Array.from(
    table.matchAll(/^ {2}'([^']+)': \w+(?:\('\w+'\))?,$/gm),
    ([, name = '']) => name,
  );
  // Each line was understood.
  expect(table.trim().split('\n')).toHaveLength(names.length);
  return names;
}

describe('commands', () => {
  it('are those that are registered', () => {
    expect(ids.toSorted()).toEqual(registered().toSorted());
  });

  it('have titles and the category of the product', () => {
    for (const { title, category } of contributes.commands) {
      expect(title).not.toBe('');
      expect(category).toBe('X Media');
    }
    const titled = contributes.commands.find(({ command }) => command === 'xMedia.initialize');
    expect(titled?.title).toBe('Initialize X upload');
  });

  it('behind menus, keys and welcome texts exist', () => {
    const welcome = JSON.stringify(contributes.viewsWelcome).matchAll(/\(command:([\w.]+)\)/g);
    const steps = JSON.stringify(contributes.walkthroughs).matchAll(/(?:ommand:)(xMedia[\w.]+)/g);
    const used = [
      // The view's own command is the editor's.
      ...Array.from(steps, ([, command]) => command).filter(
        (one) => one !== 'xMedia.uploads.focus',
      ),
      ...Object.values(menus).flatMap((items) => items.map(({ command }) => command)),
      ...contributes.keybindings.map(({ command }) => command),
      ...Array.from(welcome, ([, command]) => command),
    ];
    expect(used.filter((command) => command === undefined || !ids.includes(command))).toEqual([]);
    expect(used.length).toBeGreaterThan(20);
  });
});

/** The pattern of a `when` clause on `resourceExtname`. */
function patternOf(when: string | undefined): RegExp {
  const [, source, flags] = /resourceExtname =~ \/(.+)\/([a-z]*)/.exec(when ?? '') ?? [];
  if (source === undefined) throw new Error(`no pattern in ${when ?? 'nothing'}`);
  return new RegExp(source, flags);
}
const listed = (pattern: RegExp) => /\((.+)\)/.exec(pattern.source)?.[1]?.split('|') ?? [];

describe('the menus on files', () => {
  const offered = {
    'explorer/context': extensions,
    'editor/title/context': extensions.filter((one) => !ambiguousExtensions.includes(one)),
  };

  it.each(Object.entries(offered))(
    '%s offers the types X takes, and no others',
    (menu, expected) => {
      const items = menus[menu] ?? [];
      expect(items.map(({ command }) => command)).toEqual([
        'xMedia.initialize',
        'xMedia.initializeWithOptions',
        'xMedia.inspectFile',
      ]);
      for (const { when } of items) {
        const pattern = patternOf(when);
        expect(listed(pattern).toSorted()).toEqual([...expected].toSorted());
        for (const extension of expected) {
          expect(pattern.test(`.${extension}`)).toBe(true);
          expect(pattern.test(`.${extension.toUpperCase()}`)).toBe(true);
          for (const other of [
            extension,
            `.${extension}x`,
            `x.${extension}`,
            `.${extension}.txt`,
          ]) {
            expect(pattern.test(other)).toBe(false);
          }
        }
        for (const other of ['', '.', '.tsx', '.js', '.avi', '.svg', '.heic', '.txt']) {
          expect(pattern.test(other)).toBe(false);
        }
      }
    },
  );

  it('are not for folders that are named like media', () => {
    for (const { when } of menus['explorer/context'] ?? []) {
      expect(when).toMatch(/^!explorerResourceIsFolder && /);
    }
  });
});

describe('the menu of a row', () => {
  const items = menus['view/item/context'] ?? [];
  /** The titles that a row with this `viewItem` has: as buttons, and in its menu. */
  const offered = (viewItem: string) => {
    const shown = contributes.menus['view/item/context'].filter(({ when }) => {
      const source = /^view == xMedia\.uploads && viewItem =~ \/(.+)\/$/.exec(when)?.[1];
      if (source === undefined) throw new Error(`no pattern in ${when}`);
      return new RegExp(source).test(viewItem);
    });
    const name = ({ command }: MenuItem) => command.replace('xMedia.', '');
    return {
      buttons: shown.filter(({ group }) => group.startsWith('inline')).map(name),
      menu: shown.filter(({ group }) => !group.startsWith('inline')).map(name),
    };
  };

  it.each([
    [
      'row initializing cancel remove',
      'cancel remove',
      'cancel inspectFile initializeWithOptions remove',
    ],
    [
      'row initialized copy upload remove',
      'copyMediaId upload remove',
      'upload copyMediaId inspectFile initializeWithOptions remove',
    ],
    [
      'row uploading copy pause cancel remove',
      'copyMediaId pause remove',
      'pause cancel copyMediaId inspectFile initializeWithOptions remove',
    ],
    [
      'row uploading copy remove',
      'copyMediaId remove',
      'copyMediaId inspectFile initializeWithOptions remove',
    ],
    [
      'row paused copy upload again remove',
      'copyMediaId upload remove',
      'upload initializeAgain copyMediaId inspectFile initializeWithOptions remove',
    ],
    [
      'row ready copy altText subtitles remove',
      'copyMediaId remove',
      'copyMediaId setAltText addSubtitles inspectFile initializeWithOptions remove',
    ],
    [
      'row failed again remove',
      'initializeAgain remove',
      'initializeAgain inspectFile initializeWithOptions remove',
    ],
    [
      'row failed answer again remove',
      'initializeAgain remove',
      'initializeAgain showAnswer inspectFile initializeWithOptions remove',
    ],
    ['fact copy', 'copyMediaId', 'copyMediaId'],
    ['fact', '', ''],
  ])('%s', (viewItem, buttons, menu) => {
    const { buttons: shown, menu: listed } = offered(viewItem);
    expect({ buttons: shown.join(' '), menu: listed.join(' ') }).toEqual({ buttons, menu });
  });

  it('has an icon for each button', () => {
    const inline = items.filter(
      (item) => 'group' in item && String(item.group).startsWith('inline'),
    );
    for (const { command } of inline) {
      const found = contributes.commands.find((one) => one.command === command);
      expect(found, command).toHaveProperty('icon');
    }
  });
});

describe('settings', () => {
  const properties: Record<string, { readonly scope?: string; readonly default?: unknown }> =
    contributes.configuration.properties;

  it('that steer where a token goes cannot come from a workspace', () => {
    // And what sends a file by itself, or more at once.
    const steering =
      /environment|baseUrl|apiVersion|oauth|client|redirect|proxy|host|afterInit|segment/i;
    const found = Object.entries(properties).filter(([name]) => steering.test(name));
    expect(found.map(([name]) => name)).toContain('xMedia.environment');
    expect(found.map(([name]) => name)).toContain('xMedia.customBaseUrl');
    for (const [name, { scope }] of found)
      expect(`${name} ${scope ?? ''}`).toBe(`${name} application`);
  });

  it('have the defaults of a fresh installation', () => {
    expect(properties['xMedia.environment']?.default).toBe('production');
    expect(properties['xMedia.customBaseUrl']?.default).toBe('');
    expect(properties['xMedia.afterInitialize']?.default).toBe('ask');
    expect(properties['xMedia.segmentSizeMiB']?.default).toBe(4);
    expect(properties['xMedia.parallelSegments']?.default).toBe(3);
  });
});

describe('the package', () => {
  it('promises the VS Code whose types it is checked against', () => {
    expect(manifest.devDependencies['@types/vscode']).toMatch(/^\d+\.\d+\.\d+$/);
    expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode']}`);
  });

  it('holds what is there, and nothing by default', () => {
    const lines = readFileSync(`${root}/.vscodeignore`, 'utf8').split('\n').filter(Boolean);
    expect(lines[0]).toBe('**');
    const allowed = lines.slice(1);
    for (const line of allowed) expect(line).toMatch(/^!/);
    const built = allowed.filter((line) => line.startsWith('!dist/'));
    expect(built).toEqual(['!dist/*.cjs']);
    for (const line of allowed.filter((one) => !built.includes(one))) {
      expect(globSync(line.slice(1), { cwd: root }), line).not.toEqual([]);
    }
    expect(manifest.main).toBe('./dist/extension.cjs');
    expect(existsSync(`${root}/${manifest.icon}`)).toBe(true);
  });
});
