/** Keys of OAuth 1.0a, a server that records what it receives, and a client that signs. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InitializeRequest } from '../../../src/api/contract.ts';
import { XApiError } from '../../../src/api/errors.ts';
import type { Credential, Initialized, MediaApi, RetryNotice } from '../../../src/api/mediaApi.ts';
import { oauth1Credential, type OAuth1Keys } from '../../../src/api/oauth1.ts';
import { redacting, Redactor } from '../../../src/api/redact.ts';
import { HttpTransport } from '../../../src/api/transport.ts';
import { createUndiciClient } from '../../../src/api/undiciClient.ts';
import { V1MediaApi } from '../../../src/api/v1.ts';
import { V2MediaApi } from '../../../src/api/v2.ts';
import { keptLog, longLimits, png, standingPorts, type TestPorts } from './support.ts';

/** Those of X's page "Creating a signature". */
export const keys: OAuth1Keys = {
  consumerKey: 'xvz1evFS4wEEPTGEFPHBog',
  consumerSecret: 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw',
  accessToken: '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb',
  accessTokenSecret: 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE',
};

/** X's own example of an INIT's answer. */
export const id = '710511363345354753';
export const initAnswer = `{"media_id":${id},"media_id_string":"${id}","size":11065,"expires_after_secs":86400,"image":{"image_type":"image/jpeg","w":800,"h":320}}`;

export interface Received {
  readonly method: string;
  /** Absolute, as it stood in the request line. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Recorder extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  /** From now on. */
  answer: Answer;
}

export async function recorder(answer: Answer): Promise<Recorder> {
  const received: Received[] = [];
  const server = createServer((incoming, response) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (text: string) => (body += text));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      received.push({ method, url: self.url + url, headers, body });
      response.writeHead(self.answer.status, self.answer.headers).end(self.answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const self: Recorder = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return self;
}

export interface SignedClient extends AsyncDisposable {
  readonly ports: TestPorts;
  readonly lines: string[];
  readonly notices: RetryNotice[];
  readonly transport: HttpTransport;
  readonly credential: Credential;
  initialize(request?: InitializeRequest, signal?: AbortSignal): Promise<Initialized>;
  failure(request?: InitializeRequest): Promise<XApiError>;
}

export interface SignedClientOptions {
  readonly dialect?: 'v1.1' | 'v2';
  readonly keys?: OAuth1Keys;
  /** In place of the keys. */
  readonly credential?: Credential;
  readonly ports?: TestPorts;
}

export function signedClient(url: string, options: SignedClientOptions = {}): SignedClient {
  const { dialect = 'v1.1', ports = standingPorts() } = options;
  const { log, lines } = keptLog();
  const redactor = new Redactor();
  const transport = new HttpTransport({
    loadClient: () => Promise.resolve(createUndiciClient(longLimits)),
    log: redacting(log, redactor),
    redactor,
    ports,
    limits: longLimits,
  });
  const baseUrl = new URL(url);
  const { origin } = baseUrl;
  const credential =
    options.credential ??
    oauth1Credential({ origin, label: 'Test', keys: options.keys ?? keys, ports });
  const speaking = { baseUrl, credential, transport, ports, userAgent: 'test/1' };
  const v2 = new V2MediaApi(speaking);
  const api: MediaApi = dialect === 'v1.1' ? new V1MediaApi(speaking, v2) : v2;
  const notices: RetryNotice[] = [];
  const initialize: SignedClient['initialize'] = (
    request = png,
    signal = new AbortController().signal,
  ) => api.initialize(request, { signal, onRetry: (notice) => void notices.push(notice) });
  return {
    ports,
    lines,
    notices,
    transport,
    credential,
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
