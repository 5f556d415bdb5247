/** The sandbox alone, from a command line: `npm run sandbox -- --port 0`. */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { startSandbox, type Sandbox, type SandboxOptions } from './server.ts';

const help = `X's media upload API on this machine, without an account.

  --port N                 port on 127.0.0.1 (default 0: a free one)
  --token T                the bearer token to accept (default: a random one)
  --consumer-key K         the four keys of OAuth 1.0a (default: random ones)
  --consumer-secret S
  --access-token T
  --access-token-secret S
  --expires-after-secs N   seconds that an upload lives (default 1295999)
  --help                   this text

Prints {"url","token","oauth1":{"consumerKey","consumerSecret","accessToken",
"accessTokenSecret"}} as one line of JSON, and runs until it is interrupted.
`;

/** Where the command line reads and writes; `signal` ends it as SIGINT and SIGTERM do. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly signal: AbortSignal;
}

class UsageError extends Error {}

function wholeNumber(flag: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value <= max) return value;
  throw new UsageError(`--${flag} takes a whole number from 0 to ${max}, not "${text}".`);
}

function parse(args: readonly string[]): SandboxOptions | 'help' {
  const { values } = parsed(args);
  if (values.help === true) return 'help';
  const credential = (flag: Credential) => {
    const text = values[flag];
    if (text === undefined || /^[\x21-\x7e]+$/.test(text)) return text;
    throw new UsageError(`--${flag} takes visible ASCII, without spaces.`);
  };
  return {
    port: wholeNumber('port', values.port, 65_535),
    token: credential('token'),
    oauth1: {
      consumerKey: credential('consumer-key'),
      consumerSecret: credential('consumer-secret'),
      accessToken: credential('access-token'),
      accessTokenSecret: credential('access-token-secret'),
    },
    expiresAfterSecs: wholeNumber('expires-after-secs', values['expires-after-secs'], 1e10),
  };
}

type Credential =
  'token' | 'consumer-key' | 'consumer-secret' | 'access-token' | 'access-token-secret';

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        token: { type: 'string' },
        'consumer-key': { type: 'string' },
        'consumer-secret': { type: 'string' },
        'access-token': { type: 'string' },
        'access-token-secret': { type: 'string' },
        'expires-after-secs': { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Runs until `terminal.signal` is aborted. Resolves to the exit code: 0, 1 or 2. */
export async function main(args: readonly string[], terminal: Terminal = ownTerminal()) {
  let options: SandboxOptions | 'help';
  try {
    options = parse(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.err(`${error.message}\nSee --help.\n`);
    return 2;
  }
  if (options === 'help') {
    terminal.out(help);
    return 0;
  }
  let sandbox: Sandbox;
  try {
    sandbox = await startSandbox(options);
  } catch (error) {
    terminal.err(`The sandbox did not start: ${reason(error, options.port)}\n`);
    return 1;
  }
  const { url, token, oauth1 } = sandbox;
  terminal.out(`${JSON.stringify({ url, token, oauth1 })}\n`);
  if (!terminal.signal.aborted) await once(terminal.signal, 'abort');
  await sandbox.close();
  return 0;
}

function reason(error: unknown, port = 0): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `port ${port} is in use. Another --port, or 0, will do.`;
  if (code === 'EACCES') return `port ${port} needs more rights. Another --port, or 0, will do.`;
  return error.message;
}

function ownTerminal(): Terminal {
  const ending = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      ending.abort();
    });
  }
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    signal: ending.signal,
  };
}
