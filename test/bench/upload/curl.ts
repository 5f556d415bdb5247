/** curl: one process and one connection, for initialize, the same segments as ours, and finalize. */
import { spawnSync } from 'node:child_process';
import { open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { segmentFrameBytes } from '../../../src/api/mediaApi.ts';
import { multipart } from '../../../src/api/multipart.ts';
import { cut, segmentAt } from '../../../src/uploads/segments.ts';
import { ProcessGroup } from '../../harness/processGroup.ts';

/** A file's segments as bodies on disk, ready to be sent. */
export interface Bodies {
  readonly totalBytes: number;
  readonly bodies: readonly { readonly file: string; readonly contentType: string }[];
}

export const hasCurl = (): boolean => spawnSync('curl', ['--version']).status === 0;

export async function writeBodies(
  file: string,
  segmentBytes: number,
  dir: string,
): Promise<Bodies> {
  await using handle = await open(file, 'r');
  const { size: totalBytes } = await handle.stat();
  const plan = cut(totalBytes, segmentBytes);
  const buffer = Buffer.allocUnsafeSlow(segmentBytes + 2 * segmentFrameBytes);
  const bodies: { file: string; contentType: string }[] = [];
  for (let index = 0; index < plan.count; index += 1) {
    const { start: position, length } = segmentAt(plan, index);
    await handle.read(buffer, segmentFrameBytes, length, position);
    const segment = { index, buffer, start: segmentFrameBytes, length };
    const { body, contentType } = multipart(segment, [['segment_index', String(index)]]);
    const bodyFile = path.join(dir, `${totalBytes}-${index}.body`);
    await writeFile(bodyFile, body);
    bodies.push({ file: bodyFile, contentType });
  }
  return { totalBytes, bodies };
}

interface CurlErrand {
  readonly origin: string;
  readonly mediaId: string;
  readonly trusted: string;
  readonly dir: string;
  readonly bodies: Bodies;
}

/** Of `key = value`, in which a value is quoted as JSON's strings are. */
type Lines = readonly (readonly [string, string?])[];

function configOf({ origin, mediaId, trusted, bodies }: CurlErrand): string {
  const request = (call: string, contentType: string, more: Lines): Lines => [
    ['url', `${origin}/2/media/upload/${call}`],
    ['cacert', trusted],
    ['noproxy', '*'],
    ['http1.1'],
    ['fail'],
    ['output', '/dev/null'],
    ['header', 'Authorization: Bearer bench'],
    ['header', `Content-Type: ${contentType}`],
    // Else it asks before each body whether it may send it.
    ['header', 'Expect:'],
    ...more,
  ];
  const json = (call: string, value: object) =>
    request(call, 'application/json', [['data', JSON.stringify(value)]]);
  const requests = [
    json('initialize', { total_bytes: bodies.totalBytes }),
    // From the file as it is sent, where `data-binary` would read all files before the first.
    ...bodies.bodies.map(({ file, contentType }) =>
      request(`${mediaId}/append`, contentType, [
        ['request', 'POST'],
        ['upload-file', file],
      ]),
    ),
    json(`${mediaId}/finalize`, {}),
  ];
  const written = requests.map((lines) =>
    lines
      .map(([key, value]) => (value === undefined ? key : `${key} = ${JSON.stringify(value)}`))
      .join('\n'),
  );
  return `silent\nshow-error\n${written.join('\nnext\n')}\n`;
}

/** Bytes of resident memory that a process had at most; 0 where the system does not tell. */
async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

/** Answers the peak of its resident memory in bytes, which is that of the whole program. */
export async function runCurl(errand: CurlErrand): Promise<number> {
  const config = path.join(errand.dir, 'curl.config');
  await writeFile(config, configOf(errand));
  const group = new ProcessGroup('curl', ['--disable', '--config', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let peak = 0;
  const looking = setInterval(() => {
    void peakOf(group.pid).then((bytes) => {
      peak = Math.max(peak, bytes);
    });
  }, 25);
  try {
    const code = await group.exited;
    if (code !== 0) throw new Error(`curl ended with ${code}: ${group.output}`);
  } finally {
    clearInterval(looking);
    await group.stop();
  }
  return peak;
}
