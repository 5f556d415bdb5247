/** Errors of the network that no loopback server can bring about, by their codes. */
import { describe, expect, it } from 'vitest';
import { explainNetworkError, type Circumstances } from '../../../src/api/network.ts';

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
    ['ECONNREFUSED', 'no PAC file and no Kerberos', 'Start the server there'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'company proxy', 'Use http:// for a server on this machine'],
    ['EPROTO', 'check the network', 'xMedia.customBaseUrl'],
    ['ENETUNREACH', 'set http.proxy if this network needs a proxy', 'Check the network'],
  ])('%s: what helps depends on whose server it is', (code, there, here) => {
    const error = Object.assign(new Error(code), { code });
    expect(explainNetworkError(error, x).remedy).toContain(there);
    expect(explainNetworkError(error, x).remedy).not.toContain('customBaseUrl');
    expect(explainNetworkError(error, local).remedy).toContain(here);
    expect(explainNetworkError(error, local).remedy).not.toContain('proxy');
  });

  it.each<[string, Circumstances['route'], string]>([
    ['no proxy is known', { via: 'direct' }, 'but no PAC file and no Kerberos: set http.proxy'],
    [
      'none is wanted',
      { via: 'direct', because: 'the setting http.proxySupport is off' },
      'No proxy is used, because the setting http.proxySupport is off.',
    ],
    [
      'a proxy stands between',
      {
        via: 'proxy',
        origin: 'http://p.test:8080',
        host: 'p.test:8080',
        source: 'the variable HTTPS_PROXY',
        strictSSL: true,
      },
      'The call goes through the proxy p.test:8080 (the variable HTTPS_PROXY).',
    ],
  ])('what was tried is said: %s', (_, route, says) => {
    const error = Object.assign(new Error('x'), { code: 'UND_ERR_CONNECT_TIMEOUT' });
    const { remedy } = explainNetworkError(error, x, { route, connecting: true });
    expect(remedy).toMatch(/^Check the network, then initialize again\. /);
    expect(remedy).toContain(says);
  });

  it.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ESOMETHINGNEW'])(
    '%s while the connection is made: nothing was sent, and it is asked again',
    (code) => {
      const error = Object.assign(new Error(code), { code });
      const route = { via: 'direct' } as const;
      const early = explainNetworkError(error, x, { route, connecting: true });
      expect(early.kind).toBe('unreachable');
      expect(early.explanation).toContain('broke while it was made, so nothing was sent');
      const late = explainNetworkError(error, x, { route, connecting: false });
      expect(['interrupted', 'timeout']).toContain(late.kind);
    },
  );
});
