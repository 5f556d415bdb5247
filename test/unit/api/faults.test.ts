/** Every refusal of the table, through the real client: what is said, and how often X was asked. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server.ts';
import { transaction } from './faultRow.ts';
import { faultRows } from './faults.ts';
import { client, standing, type Client } from './support.ts';

let x: Sandbox;
let api: Client;
let before: number;

beforeAll(async () => {
  x = await startSandbox({ clock: () => standing });
});
afterAll(() => x.close());

function begin(): void {
  before = x.requests().length;
  api = client(x.url, { token: x.token });
}
afterEach(() => api.transport.close());

describe('an answer that is no media_id', () => {
  it.each(faultRows)('$name', async (row) => {
    begin();
    x.arm({ call: 'initialize', times: row.requests, action: row.action });
    const error = await api.failure();
    expect(error.kind).toBe(row.kind);
    expect(error.explanation).toContain(row.says);
    expect(error.remedy).toContain(row.remedy);
    expect(error.message).toBe(`${error.explanation} ${error.remedy}`);
    expect(error.explanation.length).toBeLessThan(900);
    expect(error.status).toBe(row.action.status);
    expect(error.transactionId).toBe(transaction);
    expect(error.retryAt).toBe(row.retryInMs === undefined ? undefined : standing + row.retryInMs);
    expect(x.requests().length - before).toBe(row.requests);
    // Each repetition is announced before it is waited for.
    expect(api.notices).toHaveLength(row.requests - 1);
    expect(api.ports.waits).toHaveLength(row.requests - 1);
    expect(x.faults()).toEqual([]);
  });
});

describe('repetition', () => {
  it('waits longer each time, and ends at the first success', async () => {
    begin();
    x.arm({ call: 'initialize', times: 2, action: { status: 503 } });
    const { id } = await api.initialize();
    expect(id).toMatch(/^[0-9]{19}$/);
    expect(x.requests().length - before).toBe(3);
    expect(api.ports.waits).toEqual([500, 1000]);
    expect(api.notices.map(({ nextAt }) => nextAt - standing)).toEqual([500, 1000]);
    expect(api.notices[0]?.explanation).toContain('HTTP 503');
    expect(x.uploads().filter((upload) => upload.id === id)).toHaveLength(1);
    expect(x.faults()).toEqual([]);
  });

  it('waits at least as long as X asks', async () => {
    begin();
    const headers = { 'retry-after': '7' };
    x.arm({ call: 'initialize', action: { status: 503, headers } });
    await api.initialize();
    expect(api.ports.waits).toEqual([7000]);
  });

  it('takes up to ten seconds of Retry-After and not a second more', async () => {
    begin();
    x.arm({ call: 'initialize', action: { status: 429, headers: { 'retry-after': '10' } } });
    await api.initialize();
    expect(api.ports.waits).toEqual([10_000]);
    x.arm({ call: 'initialize', action: { status: 429, headers: { 'retry-after': '11' } } });
    await api.failure();
    expect(api.ports.waits).toEqual([10_000]);
  });

  it('stops at a cancel while it waits: X is not asked again', async () => {
    const stopped = new AbortController();
    begin();
    await api.transport.close();
    const ports = {
      ...api.ports,
      wait: (_ms: number, signal: AbortSignal) => {
        stopped.abort();
        return Promise.reject(signal.reason as Error);
      },
    };
    api = client(x.url, { token: x.token, ports });
    x.arm({ call: 'initialize', action: { status: 503 } });
    await expect(api.initialize(undefined, stopped.signal)).rejects.toMatchObject({
      kind: 'cancelled',
    });
    expect(x.requests().length - before).toBe(1);
  });

  it('sends nothing at all when cancelled before', async () => {
    begin();
    await expect(api.initialize(undefined, AbortSignal.abort())).rejects.toMatchObject({
      kind: 'cancelled',
    });
    expect(x.requests().length - before).toBe(0);
  });
});
