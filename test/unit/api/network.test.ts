/** Errors of the network that no loopback server can bring about, by their codes. */
import { describe, expect, it } from 'vitest';
import { explainNetworkError } from '../../../src/api/network.ts';

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
      const explained = explainNetworkError(error, 'api.x.com');
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
      expect(explainNetworkError(error, 'api.x.com').kind).toBe('unreachable');
    }
  });
});
