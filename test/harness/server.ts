/** What both ways to start VS Code's server share: a port, an environment, and readiness. */
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { HumanError } from './humanError.ts';
import type { ProcessGroup } from './processGroup.ts';

/** The port itself when it is free, any free one for 0. */
export async function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is taken by another program' : error.message;
      reject(new HumanError(`Port ${wanted} ${why}. Choose another with --port, or leave it out.`));
    });
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' && address ? address.port : wanted);
      });
    });
  });
}

/** Ours without what would make a VS Code started from a VS Code's terminal talk to that one. */
export function serverEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(VSCODE_|CODE_SERVER_|ELECTRON_|npm_|NODE_OPTIONS$|PORT$|PASSWORD$|HASHED_PASSWORD$|GITHUB_TOKEN$)/.test(
        name,
      ),
  );
  // An extension gallery without an address: the window asks nobody for updates.
  const gallery = { EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '' }) };
  return { ...Object.fromEntries(inherited), ...gallery, ...extra };
}

/** Resolves once the address answers; fails when the server ends first or takes too long. */
export async function answering(url: string, server: ProcessGroup): Promise<void> {
  const deadline = AbortSignal.timeout(60_000);
  while (!deadline.aborted && !server.ended) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
      if (response.ok) return;
    } catch {
      // Refused until it listens: asked again below.
    }
    await delay(50);
  }
  const { ended } = server;
  await server.stop();
  throw new Error(
    `VS Code's server ${ended ? 'ended' : 'did not answer within 60 s'}:\n${server.output}`,
  );
}
