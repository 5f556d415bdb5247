/** Errors of the network that no loopback server can bring about, by their codes. */
import { describe, expect, it } from 'vitest';
import { explainNetworkError } from '../../../src/api/network.ts';

const x = new URL('https://api.x.com');
const local = new URL('https://localhost:4010');

describe('explainNetworkError', () => {
  it.each([
    ['ENOTFOUND', 'unreachable', 'could not be resolved'],
    ['EAI_AGAIN', 'unreachable', 'could not be resolved'],
    ['EHOSTUNREACH', 'unreachable', 'no route'],
    ['ENETUNREACH', 'unreachable', 'no route'],
    ['UND_ERR_CONNECT_TIMEOUT', 'unreachable', 'in time, so nothing was sent'],
    ['CERT_HAS_EXPIRED', 'untrusted-certificate', 'not trusted'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'untrusted-certificate', 'not trusted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'untrusted-certificate', 'not trusted'],
    ['ESOMETHINGNEW', 'interrupted', 'is not known'],
  ])('%s, also as the cause of another error', (code, kind, says) => {
    const cause = Object.assign(new Error(code), { code });
    for (const error of [cause, new Error('outer', { cause })]) {
      const explained = explainNetworkError(error, x);
      expect(explained.kind).toBe(kind);
      expect(explained.explanation).toContain(says);
      expect(explained.explanation).toContain('api.x.com');
      expect(explained.cause).toBe(error);
    }
  });

  it('several addresses, the first of which did not answer in time', () => {
    const slow = Object.assign(new Error('a'), { code: 'ETIMEDOUT', syscall: 'connect' });
    const refused = Object.assign(new Error('b'), { code: 'ECONNREFUSED', syscall: 'connect' });
    const all = Object.assign(new AggregateError([slow, refused]), { code: 'ETIMEDOUT' });
    for (const error of [slow, all]) {
      expect(explainNetworkError(error, x).kind).toBe('unreachable');
    }
  });

  it.each([
    ['ECONNREFUSED', 'does not use a proxy yet', 'Start the server there'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'company proxy', 'Use http:// for a server on this machine'],
    ['EPROTO', 'check the network', 'xMedia.customBaseUrl'],
    ['ENETUNREACH', 'does not use a proxy yet', 'does not use a proxy yet'],
  ])('%s: what helps depends on whose server it is', (code, there, here) => {
    const error = Object.assign(new Error(code), { code });
    expect(explainNetworkError(error, x).remedy).toContain(there);
    expect(explainNetworkError(error, x).remedy).not.toContain('customBaseUrl');
    expect(explainNetworkError(error, local).remedy).toContain(here);
  });
});
