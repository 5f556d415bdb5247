import tls from 'node:tls';
import { Agent, request as undiciRequest } from 'undici';
import { explainNetworkError } from './network.ts';
import type { HttpClient, TimeLimits } from './transport.ts';

/** Bytes: X's answers are below 2 KiB; what is far larger comes from something else. */
const answerBytesMax = 1024 * 1024;

/**
 * What Node trusts, and what this machine does: a company's proxy signs with an authority of its
 * own. Costs some 90 ms (72 to read a store of 144 certificates, 18 to parse all), and 15 ms for
 * each connection were `ca` given instead: so made once, with the first https request.
 */
function trust(): { secureContext?: tls.SecureContext } {
  try {
    const local = (['extra', 'system'] as const).flatMap((type) => tls.getCACertificates(type));
    const ca = [...new Set([...tls.rootCertificates, ...local])];
    return { secureContext: tls.createSecureContext({ ca }) };
  } catch {
    // A store that cannot be read costs what it holds, and no call that does without.
    return {};
  }
}

/**
 * undici with dispatchers of our own: the process-wide one belongs to the host and to every other
 * extension. `request` follows no redirect and repeats nothing.
 */
export function createUndiciClient(limits: TimeLimits): HttpClient {
  const agents = new Map<string, Agent>();
  const agentFor = ({ protocol }: URL): Agent => {
    const kept = agents.get(protocol);
    if (kept !== undefined) return kept;
    const agent = new Agent({
      connect: { timeout: limits.connectMs, ...(protocol === 'https:' ? trust() : {}) },
      headersTimeout: limits.answerMs,
      bodyTimeout: limits.answerMs,
      maxResponseSize: answerBytesMax,
      pipelining: 1,
    });
    agents.set(protocol, agent);
    return agent;
  };
  return {
    exchange: async ({ method, url, headers, body, fresh = false }, signal) => {
      const answer = await undiciRequest(url, {
        dispatcher: agentFor(url),
        method,
        headers,
        body,
        signal,
        // Closes the connection behind the request. A call that lets one be kept needs an agent
        // of its own, or a fresh call could be given that one.
        reset: fresh,
      });
      return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
    },
    explain: explainNetworkError,
    close: async () => {
      await Promise.all(Array.from(agents.values(), (agent) => agent.destroy()));
    },
  };
}
