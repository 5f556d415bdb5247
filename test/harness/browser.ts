/** A Chromium for Playwright: the one from npm on Linux, else one that is installed. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { HumanError } from './humanError.ts';
import { installBrowser } from './install.ts';

/** What a context needs, so that a test can read what was copied. */
export const contextOptions = {
  permissions: ['clipboard-read', 'clipboard-write'],
  viewport: { width: 1280, height: 800 },
  locale: 'en-US',
  // On one machine, packing and unpacking a window's 20 MB takes longer than passing them on.
  extraHTTPHeaders: { 'accept-encoding': 'identity' },
};

const args = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-domain-reliability',
  '--disable-gpu',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-pings',
  '--font-render-hinting=none',
];

/** On a machine without any fonts the page would be blank: the package brings one family. */
async function fontsOf(unpacked: string): Promise<Record<string, string>> {
  if (existsSync('/etc/fonts/fonts.conf')) return {};
  const file = path.join(unpacked, 'fonts.conf');
  const dir = path.join(unpacked, 'fonts/fonts');
  const cache = path.join(unpacked, 'fonts-cache');
  await writeFile(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${dir}</dir><cachedir>${cache}</cachedir></fontconfig>\n`,
  );
  return { FONTCONFIG_FILE: file };
}

async function candidates(): Promise<LaunchOptions[]> {
  const chosen = process.env.XMEDIA_BROWSER;
  if (chosen) return [{ executablePath: chosen }];
  const unpacked = await installBrowser();
  if (unpacked) {
    const env = { ...process.env, ...(await fontsOf(unpacked)) };
    return [{ executablePath: path.join(unpacked, 'chromium'), env }];
  }
  return [{}, { channel: 'chrome' }, { channel: 'msedge' }];
}

export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const problems: string[] = [];
  for (const candidate of await candidates()) {
    try {
      return await chromium.launch({
        ...candidate,
        ...options,
        headless: true,
        timeout: 30_000,
        // A root user has no user namespace to build Chromium's own sandbox with.
        args: process.getuid?.() === 0 ? [...args, '--no-sandbox', '--no-zygote'] : args,
      });
    } catch (error) {
      problems.push((error instanceof Error ? error.message : String(error)).slice(0, 600));
    }
  }
  throw new HumanError(
    `No browser could be started for the tests.\n${problems.join('\n')}\n` +
      'Set XMEDIA_BROWSER to the path of a Chrome, Edge or Chromium.',
  );
}
