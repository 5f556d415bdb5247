import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { main } from '../../../src/sandbox/cli.ts';
import type { OAuth1Keys } from '../../../src/sandbox/server.ts';
import { authorize, header } from './oauth1Support.ts';
import { rig } from './support.ts';

interface Run {
  readonly out: string[];
  readonly err: string[];
  readonly end: () => void;
  readonly code: Promise<number>;
}

function run(...args: string[]): Run {
  const out: string[] = [];
  const err: string[] = [];
  const ending = new AbortController();
  const code = main(args, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    signal: ending.signal,
  });
  return {
    out,
    err,
    code,
    end: () => {
      ending.abort();
    },
  };
}

describe('the command line', () => {
  it('prints url and token as one line of JSON, and ends when told to', async () => {
    const { out, err, end, code } = run(
      '--port',
      '0',
      '--token',
      'abc',
      '--expires-after-secs',
      '7',
    );
    await expect.poll(() => out.length, { interval: 2 }).toBe(1);
    expect(out[0]).toMatch(
      /^{"url":"http:\/\/127\.0\.0\.1:[0-9]+","token":"abc","oauth1":{"consumerKey":"[A-Za-z0-9]{25}","consumerSecret":"[A-Za-z0-9]{50}","accessToken":"[0-9]+-[A-Za-z0-9]{40}","accessTokenSecret":"[A-Za-z0-9]{45}"}}\n$/,
    );
    const { url } = JSON.parse(out[0] ?? '') as { url: string };
    const answer = await fetch(`${url}/2/media/upload/initialize`, {
      method: 'POST',
      headers: { authorization: 'Bearer abc', 'content-type': 'application/json' },
      body: '{"media_type":"image/png","total_bytes":1}',
    });
    expect(await answer.json()).toMatchObject({ data: { expires_after_secs: 7 } });
    end();
    expect(await code).toBe(0);
    expect([out.length, err]).toEqual([1, []]);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('prints and takes the keys that it is given', async () => {
    const keys = ['--consumer-key', 'ck', '--consumer-secret', 'cs', '--access-token', '1-at'];
    const { out, end, code } = run(...keys, '--access-token-secret', 'ats');
    await expect.poll(() => out.length, { interval: 2 }).toBe(1);
    const printed = JSON.parse(out[0] ?? '') as { url: string; oauth1: OAuth1Keys };
    expect(printed.oauth1).toEqual({
      consumerKey: 'ck',
      consumerSecret: 'cs',
      accessToken: '1-at',
      accessTokenSecret: 'ats',
    });
    const url = `${printed.url}/1.1/media/upload.json?command=INIT&total_bytes=1&media_type=image/png`;
    const timestamp = Math.floor(Date.now() / 1000);
    const made = authorize({ method: 'POST', url, keys: printed.oauth1, timestamp });
    const answer = await fetch(url, { method: 'POST', headers: { authorization: header(made) } });
    expect(answer.status).toBe(202);
    end();
    expect(await code).toBe(0);
  });

  it.each([
    [['--port', 'x'], '--port takes a whole number from 0 to 65535, not "x".'],
    [['--port', '65536'], '--port takes'],
    [['--port', '-1'], '--port'],
    [['--port'], '--port'],
    [['--expires-after-secs', '1.5'], '--expires-after-secs takes a whole number'],
    [['--token', 'a b'], '--token takes visible ASCII'],
    [['--consumer-key', ''], '--consumer-key takes visible ASCII'],
    [['--consumer-secret', 'é'], '--consumer-secret takes visible ASCII'],
    [['--access-token', ' '], '--access-token takes visible ASCII'],
    [['--access-token-secret', 'a\n'], '--access-token-secret takes visible ASCII'],
    [['--verbose'], '--verbose'],
    [['now'], 'now'],
  ])('refuses %j with a sentence and code 2', async (args, sentence) => {
    const { out, err, code } = run(...args);
    expect(await code).toBe(2);
    expect(err.join('')).toContain(sentence);
    expect(err.join('')).toMatch(/See --help\.\n$/);
    expect(out).toEqual([]);
  });

  it('explains itself', async () => {
    const { out, code } = run('--help');
    expect(await code).toBe(0);
    for (const flag of ['--port', '--token', '--consumer-key', '--expires-after-secs', '--help']) {
      expect(out.join('')).toContain(flag);
    }
  });

  it('says that a port is in use, with code 1', async () => {
    await using x = await rig();
    const { port } = new URL(x.sandbox.url);
    const { out, err, code } = run('--port', port);
    expect(await code).toBe(1);
    expect(err.join('')).toContain(`port ${port} is in use`);
    expect(out).toEqual([]);
  });

  it.runIf(process.platform !== 'win32').each(['SIGINT', 'SIGTERM'] as const)(
    'runs from TypeScript as it is, and ends on %s',
    async (signal) => {
      const task = path.resolve(import.meta.dirname, '../../harness/tasks/sandbox.ts');
      const child = spawn(process.execPath, [task], { stdio: ['ignore', 'pipe', 'pipe'] });
      const errors = text(child.stderr);
      const exit = once(child, 'exit');
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      expect(JSON.parse(line.toString())).toMatchObject({
        url: expect.stringMatching(/^http:/) as string,
      });
      child.kill(signal);
      expect(await exit).toEqual([0, null]);
      expect(await errors).toBe('');
    },
  );
});
