import { Agent, request as undiciRequest } from 'undici';
import type { HttpClient, TimeLimits } from './transport.ts';

/** Bytes: X's answers are below 2 KiB; what is far larger comes from something else. */
const answerBytesMax = 1024 * 1024;

/**
 * undici with a dispatcher of our own: the process-wide one belongs to the host and to every other
 * extension. `request` follows no redirect and repeats nothing.
 */
export function createUndiciClient(limits: TimeLimits): HttpClient {
  const dispatcher = new Agent({
    connect: { timeout: limits.connectMs },
    headersTimeout: limits.answerMs,
    bodyTimeout: limits.answerMs,
    maxResponseSize: answerBytesMax,
    pipelining: 1,
  });
  return {
    exchange: async ({ method, url, headers, body }, signal) => {
      const answer = await undiciRequest(url, { dispatcher, method, headers, body, signal });
      return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
    },
    close: () => dispatcher.destroy(),
  };
}
