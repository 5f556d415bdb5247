/** Runs clients against the server, one after another, and keeps what each took. */
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { tempDir } from '../../harness/files.ts';
import { authority } from '../../unit/api/privateAuthority.ts';
import { Child } from './child.ts';
import { runCurl, writeBodies, type Bodies } from './curl.ts';
import type { Errand, Metered } from './meter.ts';
import { megabyte, sparse, type Client } from './rows.ts';
import type { Arrived, Asked, Prepared } from './server.ts';

export interface Run {
  /** MB/s. */
  readonly speed: number;
  /** MB. */
  readonly memory: number;
  /** Milliseconds, p99; undefined for curl, which has no event loop of ours. */
  readonly loopMs: number | undefined;
  readonly isWhole: boolean;
}

/** The paths of what is uploaded, as an errand has them. */
export type Videos = Pick<Errand, 'tiny' | 'warming' | 'file'>;

const mebibyte = 1024 * 1024;
export const segmentBytes = 4 * mebibyte;
const mp4Head = Buffer.from(
  '0000001c667479706d703432000000016d703432617663310000000866726565',
  'hex',
);

type NodeClient = Exclude<Client, 'curl'>;
const scripts: Record<NodeClient, { script: string; segmentBytes: number }> = {
  ours: { script: 'ours', segmentBytes },
  'twitter-api-v2': { script: 'twitter', segmentBytes: mebibyte },
  '4 MiB at a time': { script: 'loop', segmentBytes },
  '1 MiB at a time': { script: 'loop', segmentBytes: mebibyte },
};

export class UploadBench implements AsyncDisposable {
  readonly #dir = tempDir('upload');
  readonly #trusted = path.join(this.#dir, 'authority.pem');
  #server: Child | undefined;
  #runs = 0;
  readonly #bodies = new Map<string, Bodies>();

  /** A video of so many bytes; answers its path. */
  async video(bytes: number): Promise<string> {
    const file = path.join(this.#dir, `${bytes}.mp4`);
    const block = randomBytes(Math.min(bytes, segmentBytes));
    mp4Head.copy(block);
    await using handle = await open(file, 'w');
    for (let done = 0; done < bytes; done += block.length) await handle.write(block);
    return file;
  }

  /** A video of 16 GiB that takes no room on the disk. */
  async sparseVideo(): Promise<string> {
    const file = path.join(this.#dir, 'sparse.mp4');
    await using handle = await open(file, 'w');
    await handle.write(mp4Head);
    await handle.truncate(sparse.totalBytes);
    return file;
  }

  async run(client: Client, videos: Videos, delayMs: number, stretchMs?: number): Promise<Run> {
    const { file } = videos;
    const server = await this.#started();
    if (client === 'curl') await this.#bodiesOf(file);
    const prepared = (await server.ask({ delayMs } satisfies Asked)) as Prepared;
    const dir = path.join(this.#dir, String((this.#runs += 1)));
    await mkdir(dir);
    const origin = `https://127.0.0.1:${prepared.port}`;
    const { memoryBytes, loopDelayMs } =
      client === 'curl'
        ? await this.#curl(file, prepared, dir)
        : await this.#client(client, { ...videos, origin, dir, stretchMs });
    const arrived = (await server.ask('report' satisfies Asked)) as Arrived;
    refuseUnlessUploaded(client, arrived, stretchMs !== undefined);
    await rm(dir, { recursive: true });
    return {
      speed: arrived.bytes / megabyte / (arrived.appendMs / 1000),
      memory: memoryBytes / megabyte,
      loopMs: loopDelayMs,
      isWhole: arrived.isFinal,
    };
  }

  async #started(): Promise<Child> {
    if (this.#server !== undefined) return this.#server;
    await writeFile(this.#trusted, authority);
    const server = new Child('server', this.#trusted);
    this.#server = server;
    await server.heard();
    return server;
  }

  async #client(
    name: NodeClient,
    given: Pick<Errand, 'origin' | keyof Videos | 'dir' | 'stretchMs'>,
  ): Promise<Metered> {
    const { script, segmentBytes: bytes } = scripts[name];
    const errand: Errand = { ...given, segmentBytes: bytes, parallel: sparse.parallel };
    await using child = new Child(script, this.#trusted, [JSON.stringify(errand)]);
    return (await child.heard()) as Metered;
  }

  async #bodiesOf(file: string): Promise<Bodies> {
    const bodies = this.#bodies.get(file) ?? (await writeBodies(file, segmentBytes, this.#dir));
    this.#bodies.set(file, bodies);
    return bodies;
  }

  async #curl(file: string, { port, mediaId }: Prepared, dir: string) {
    const origin = `https://127.0.0.1:${port}`;
    const bodies = await this.#bodiesOf(file);
    const memoryBytes = await runCurl({ origin, mediaId, dir, bodies, trusted: this.#trusted });
    return { memoryBytes, loopDelayMs: undefined };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
    await rm(this.#dir, { recursive: true });
  }
}

/** A client that sent something else, or elsewhere, is not measured. */
function refuseUnlessUploaded(client: Client, arrived: Arrived, mayBePart: boolean): void {
  const { hosts, isFinal, problems } = arrived;
  if (problems.length > 0) throw new Error(`${client}: ${[...new Set(problems)].join(', ')}`);
  if (!isFinal && !mayBePart) throw new Error(`${client}: the upload was not finalized`);
  const named = Object.keys(hosts);
  const expected = client === 'twitter-api-v2' ? /^api\.x\.com$/ : /^127\.0\.0\.1:\d+$/;
  if (named.length === 0 || !named.every((host) => expected.test(host))) {
    throw new Error(`${client}: requests to ${named.join(', ')}`);
  }
}
