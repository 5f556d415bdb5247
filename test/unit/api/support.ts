/** The real client against servers of a test's own, with a clock that stands still. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createRawServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { InitializeRequest } from '../../../src/api/contract.ts';
import { XApiError } from '../../../src/api/errors.ts';
import type { Credential, Initialized, RetryNotice } from '../../../src/api/mediaApi.ts';
import type { Logger, Ports } from '../../../src/api/ports.ts';
import type { NetworkSettings } from '../../../src/api/proxyRoute.ts';
import { redacting, Redactor } from '../../../src/api/redact.ts';
import { HttpTransport, type TimeLimits } from '../../../src/api/transport.ts';
import { createUndiciClient } from '../../../src/api/undiciClient.ts';
import { V2MediaApi } from '../../../src/api/v2.ts';

/** Epoch milliseconds at which every test's clock stands. */
export const standing = Date.UTC(2026, 7, 1, 12);

export const png: InitializeRequest = {
  media_type: 'image/png',
  total_bytes: 7,
  media_category: 'tweet_image',
};

/** Limits that no answering server on loopback meets, and that no test waits long for. */
export const shortLimits: TimeLimits = { connectMs: 400, answerMs: 60, totalMs: 150, stallMs: 60 };
export const longLimits: TimeLimits = {
  connectMs: 5000,
  answerMs: 5000,
  totalMs: 5000,
  stallMs: 5000,
};

export interface TestPorts extends Ports {
  /** The waits that were asked for, none of which took any time. */
  readonly waits: number[];
}

export function standingPorts(now = standing): TestPorts {
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    random: () => 0.5,
    wait: (ms, signal) => {
      signal.throwIfAborted();
      waits.push(ms);
      return Promise.resolve();
    },
  };
}

/** A logger that keeps its lines. */
export function keptLog(): { readonly log: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (message: string) => void lines.push(message);
  return { lines, log: { debug: keep, info: keep, warn: keep, error: keep } };
}

export interface Client extends AsyncDisposable {
  readonly ports: TestPorts;
  /** Every line of the log, as it would be shown. */
  readonly lines: string[];
  readonly notices: RetryNotice[];
  readonly transport: HttpTransport;
  initialize(request?: InitializeRequest, signal?: AbortSignal): Promise<Initialized>;
  /** The failure of an initialize that must fail. */
  failure(request?: InitializeRequest): Promise<XApiError>;
}

export interface ClientOptions {
  readonly token?: string;
  readonly limits?: TimeLimits;
  readonly ports?: TestPorts;
  /** Where the credential belongs, when that is not where the client calls. */
  readonly origin?: string;
  /** Asked before each exchange; without it there is no proxy. */
  readonly network?: () => NetworkSettings;
}

export function client(url: string, options: ClientOptions = {}): Client {
  const {
    token = 'test-token-of-this-run',
    limits = longLimits,
    ports = standingPorts(),
  } = options;
  const { log, lines } = keptLog();
  const redactor = new Redactor();
  const transport = new HttpTransport({
    loadClient: () => Promise.resolve(createUndiciClient(limits, options.network)),
    log: redacting(log, redactor),
    redactor,
    ports,
    limits,
  });
  const baseUrl = new URL(url);
  const credential: Credential = {
    origin: options.origin ?? baseUrl.origin,
    label: 'Test',
    kind: 'oauth2',
    authorization: () => Promise.resolve(`Bearer ${token}`),
  };
  const api = new V2MediaApi({ baseUrl, credential, transport, ports, userAgent: 'test/1' });
  const notices: RetryNotice[] = [];
  const initialize: Client['initialize'] = (request = png, signal) =>
    api.initialize(request, {
      signal: signal ?? new AbortController().signal,
      onRetry: (notice) => void notices.push(notice),
    });
  return {
    ports,
    lines,
    notices,
    transport,
    initialize,
    failure: async (request) => {
      try {
        const { id } = await initialize(request);
        throw new Error(`Initialize gave ${id} where it had to fail`);
      } catch (error) {
        if (error instanceof XApiError) return error;
        throw error;
      }
    },
    [Symbol.asyncDispose]: () => transport.close(),
  };
}

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  /** Requests so far. */
  readonly count: () => number;
}

async function listen(server: Server | ReturnType<typeof createRawServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that answers as `handle` says, once the request is whole. */
export async function httpServer(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<TestServer> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    request.resume().on('end', () => {
      handle(request, response);
    });
  });
  const url = await listen(server);
  return {
    url,
    count: () => requests,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A server below HTTP: `handle` gets each connection that has sent something. */
export async function rawServer(handle: (socket: Socket) => void): Promise<TestServer> {
  let requests = 0;
  const sockets = new Set<Socket>();
  const server = createRawServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('data', () => {
      requests += 1;
      handle(socket);
    });
  });
  const url = await listen(server);
  return {
    url,
    count: () => requests,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** An origin of this machine on which nothing listens. */
export async function refusingOrigin(): Promise<string> {
  await using server = await rawServer(() => undefined);
  return server.url;
}
