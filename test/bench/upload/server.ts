/**
 * As much of X's v2 as an upload needs, over TLS on loopback, in a process of its own: reads and
 * counts bodies without keeping them, and notes by its own clock when what was answered. All
 * clients are timed by this one clock, so that none pays for the start of its process.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { localCertificate, xCertificate } from '../../unit/api/privateAuthority.ts';
import { SegmentCount } from './segmentCount.ts';

/** The next upload: what the parent asks for before each. */
export interface Prepare {
  /** Milliseconds between a whole request and its answer. */
  readonly delayMs: number;
}

/** What the parent hears: once it listens, and after each {@link Prepare}. */
export interface Prepared {
  readonly port: number;
  /** Of the next initialize. */
  readonly mediaId: string;
}

/** What came of one upload. */
export interface Arrived {
  /** Milliseconds from the answer to initialize to that to the last append so far. */
  readonly appendMs: number;
  /** Bytes of the file. */
  readonly bytes: number;
  readonly isFinal: boolean;
  /** Requests by the host that they named. */
  readonly hosts: Readonly<Record<string, number>>;
  /** What a client did that X would refuse. */
  readonly problems: readonly string[];
}

export type Asked = Prepare | 'report';

let mediaId = 1880028106020515840n;
let delayMs = 0;
let upload = begin();

function begin() {
  return {
    totalBytes: 0,
    initializedAt: 0,
    appendedAt: 0,
    bytes: 0,
    indexes: new Set<number>(),
    isFinal: false,
    hosts: {} as Record<string, number>,
    problems: [] as string[],
  };
}

function answer(response: ServerResponse, data: object, onAnswered?: () => void): void {
  const send = () => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ data }));
    onAnswered?.();
  };
  if (delayMs === 0) send();
  else setTimeout(send, delayMs);
}

function append(request: IncomingMessage, response: ServerResponse): void {
  const current = upload;
  const count = new SegmentCount(request.headers['content-type'] ?? '');
  request.on('data', (chunk: Buffer) => {
    count.add(chunk);
  });
  request.on('end', () => {
    const segment = count.end();
    if (segment === undefined) current.problems.push('a body that is no segment');
    else if (current.indexes.has(segment.index)) current.problems.push('a segment came twice');
    else {
      current.indexes.add(segment.index);
      current.bytes += segment.bytes;
    }
    const expires_at = Math.floor(Date.now() / 1000) + 86_400;
    answer(response, { expires_at }, () => {
      current.appendedAt = performance.now();
    });
  });
}

function initialize(response: ServerResponse, body: string): void {
  // One that only warms its client up comes before the one that counts, under the same id.
  const current = (upload = { ...begin(), hosts: upload.hosts });
  current.totalBytes = (JSON.parse(body) as { total_bytes: number }).total_bytes;
  const id = String(mediaId);
  answer(response, { id, media_key: `13_${id}`, expires_after_secs: 1_295_999 }, () => {
    current.initializedAt = performance.now();
  });
}

function finalize(response: ServerResponse): void {
  const { bytes, totalBytes, indexes, problems } = upload;
  if (bytes !== totalBytes) problems.push(`${bytes} bytes came of ${totalBytes}`);
  if ([...indexes].some((index) => index >= indexes.size)) problems.push('a segment is missing');
  upload.isFinal = true;
  const id = String(mediaId);
  answer(response, { id, media_key: `13_${id}`, size: bytes, expires_after_secs: 86_400 });
}

function handle(request: IncomingMessage, response: ServerResponse): void {
  const { host = 'nobody' } = request.headers;
  upload.hosts[host] = (upload.hosts[host] ?? 0) + 1;
  const call = /^\/2\/media\/upload\/(?:(initialize)|(\d+)\/(append|finalize))$/.exec(
    request.url ?? '',
  );
  if (call?.[3] === 'append' && call[2] === String(mediaId)) {
    append(request, response);
    return;
  }
  let body = '';
  request.setEncoding('latin1').on('data', (text: string) => (body += text));
  request.on('end', () => {
    if (call?.[1] !== undefined) initialize(response, body);
    else if (call?.[3] === 'finalize') finalize(response);
    else {
      upload.problems.push(`${request.method} ${request.url}`);
      response.writeHead(404).end();
    }
  });
}

const server = createServer({ ...localCertificate, noDelay: true }, handle);
server.addContext('api.x.com', xCertificate);

function tellPrepared(): void {
  const { port } = server.address() as AddressInfo;
  process.send?.({ port, mediaId: String(mediaId) } satisfies Prepared);
}

process.on('message', (asked: Asked) => {
  if (asked === 'report') {
    const { appendedAt, initializedAt, bytes, isFinal, hosts, problems } = upload;
    const appendMs = appendedAt - initializedAt;
    process.send?.({ appendMs, bytes, isFinal, hosts, problems } satisfies Arrived);
  } else {
    mediaId += 1n;
    ({ delayMs } = asked);
    upload = begin();
    tellPrepared();
  }
});
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', tellPrepared);
