/** Opens an address in the desktop's browser, where there is a desktop. */
import { spawn } from 'node:child_process';

function opener(url: string): [string, string[]] | undefined {
  const { env, platform } = process;
  if (env.CI || env.SSH_CONNECTION || env.SSH_TTY) return undefined;
  if (platform === 'darwin') return ['open', [url]];
  if (platform === 'win32') return ['cmd', ['/c', 'start', '', url]];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open', [url]] : undefined;
}

export function openInBrowser(url: string): void {
  const command = opener(url);
  if (!command) return;
  const child = spawn(command[0], command[1], { stdio: 'ignore', detached: true });
  // The address is printed as well: without an opener it is there to be clicked.
  child.on('error', () => undefined);
  child.unref();
}
