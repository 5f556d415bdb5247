/** Whatever users, clocks, networks and windows do: no token is used twice, or by another. */
import fc from 'fast-check';
import { request } from 'undici';
import { expect, it } from 'vitest';
import { isXApiError } from '../../../src/api/errors.ts';
import type { FaultAction } from '../../../src/sandbox/server.ts';
import { granted, hour, Scene, type Signed } from './granted.ts';
import type { Window } from './windows.ts';

/** Failures after which the refresh token is as good as before. */
const harmless: FaultAction[] = [
  { status: 503 },
  { status: 429, headers: { 'retry-after': '900' } },
  { reset: 'before' },
  { delayMs: 3 },
  { merge: { expires_in: null } },
  { merge: { expires_in: 30 } },
];
/** Failures after which X has used it up, and nobody knows. */
const ambiguous: FaultAction[] = [{ reset: 'after' }, { half: true }, { body: '{' }];

const slot = fc.nat({ max: 2 });
const who = fc.constantFrom('sandbox' as const, 'second' as const);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('call' as const), slot, stops: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('expire' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expire at X' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('switch' as const), slot, who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sign out' as const), slot, who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sign in' as const), slot, who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('drop' as const), slot }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), slot }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('set the clock' as const),
      hours: fc.integer({ min: -24, max: 24 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('break secrets' as const), broken: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fail' as const),
      action: fc.constantFrom(...harmless, ...ambiguous),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

class World implements AsyncDisposable {
  readonly #scene: Scene;
  readonly #windows: Window[];
  readonly #calls: Promise<unknown>[] = [];
  /** What went against the rules. */
  readonly wrong: string[] = [];
  doubtful = false;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#windows = [scene.window(), scene.window(), scene.window()];
  }

  #at(slot: number): Window {
    return this.#windows[slot] ?? this.#scene.window();
  }

  /** Asks X who the acting account is, as a media call would. */
  async #call(window: Window, signal: AbortSignal): Promise<number | undefined> {
    const baseUrl = new URL(this.#scene.sandbox.url);
    const environment = { name: 'custom', baseUrl, title: '' } as const;
    const acting = await window.credentials.find(environment, 'v2');
    if (acting === undefined) return undefined;
    const { credential } = acting;
    const url = new URL('/2/users/me', baseUrl);
    try {
      const request = { method: 'GET', url, headers: {}, credential } as const;
      const { status, text } = await window.transport.send(request, signal);
      if (status === 200 && !text.includes(`"${credential.label.slice(1)}"`)) {
        this.wrong.push(`${credential.label} was answered ${text}`);
      }
      return status;
    } catch (error) {
      // Told as it is, or ended with its window; nothing else may come of it.
      const ended = error instanceof Error && error.name === 'AbortError';
      if (!isXApiError(error) && !ended) this.wrong.push(String(error));
      return undefined;
    }
  }

  async #known(window: Window, label: string): Promise<Signed | undefined> {
    const all = await window.accounts.all();
    return all.find((account): account is Signed => account.label === label);
  }

  async do(one: Step): Promise<void> {
    const { machine, sandbox } = this.#scene;
    switch (one.do) {
      case 'call': {
        const stop = new AbortController();
        this.#calls.push(this.#call(this.#at(one.slot), stop.signal));
        if (one.stops)
          setImmediate(() => {
            stop.abort();
          });
        return;
      }
      case 'expire':
        this.#scene.expire();
        return;
      case 'expire at X':
        this.#scene.expireAtX();
        return;
      case 'wait':
        return this.settled();
      case 'switch': {
        const account = await this.#known(this.#at(one.slot), `@${one.who}`);
        const { accounts } = this.#at(one.slot);
        if (account !== undefined)
          await accounts.act(account.origin, account.id).catch(() => undefined);
        return;
      }
      case 'sign out': {
        const { accounts } = this.#at(one.slot);
        const account = await this.#known(this.#at(one.slot), `@${one.who}`);
        if (account !== undefined) await accounts.forget(account).catch(() => undefined);
        return;
      }
      case 'sign in': {
        const window = this.#at(one.slot);
        const replaced = await this.#known(window, `@${one.who}`);
        const account = await this.#signIn(window, one.who, replaced);
        if (account !== undefined) await window.accounts.add(account).catch(() => undefined);
        return;
      }
      case 'drop':
        this.#windows[one.slot] = this.#scene.window();
        return;
      case 'close':
        this.#at(one.slot).refresher.dispose();
        this.#windows[one.slot] = this.#scene.window();
        return;
      case 'set the clock':
        machine.advance(one.hours * hour);
        return;
      case 'break secrets':
        machine.storage.broken = one.broken ? new Error('keyring locked') : undefined;
        return;
      case 'fail':
        sandbox.arm({ call: 'token', action: one.action });
        if (ambiguous.includes(one.action)) this.doubtful = true;
    }
  }

  /** Undefined where a failure that is armed meets it. */
  async #signIn(window: Window, user: 'sandbox' | 'second', replaced: Signed | undefined) {
    try {
      return await granted(this.#scene.sandbox.url, window, {
        user,
        ...(replaced === undefined ? {} : { replaced }),
      });
    } catch {
      return undefined;
    }
  }

  async settled(): Promise<void> {
    await Promise.all(this.#calls.splice(0));
    await Promise.all(this.#windows.map((window) => window.refresher.settled()));
  }

  /** Who is signed in, in the windows that are there and in one that loads now, and can act. */
  async goesOn(): Promise<{ readonly label: string; readonly status: number | undefined }[]> {
    await request(`${this.#scene.sandbox.url}/_sandbox/faults`, { method: 'DELETE' });
    this.#scene.machine.storage.broken = undefined;
    this.#windows.push(this.#scene.window());
    const each: { label: string; status: number | undefined }[] = [];
    for (const window of this.#windows) {
      for (const { id, label, origin } of await window.accounts.all()) {
        await window.accounts.act(origin, id);
        this.#scene.expire();
        each.push({ label, status: await this.#call(window, new AbortController().signal) });
      }
    }
    return each;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scene[Symbol.asyncDispose]();
  }
}

it('no refresh token is used twice unless an answer was lost, and each account acts for itself', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('desktop' as const, 'browser' as const),
      fc.array(step, { minLength: 3, maxLength: 25 }),
      async (kind, steps) => {
        const scene = await Scene.start(kind);
        await using world = new World(scene);
        for (const one of steps) await world.do(one);
        await world.settled();
        expect(world.wrong).toEqual([]);
        if (world.doubtful) return;
        expect(scene.sandbox.grants().map(({ reuses }) => reuses)).toEqual(
          scene.sandbox.grants().map(() => 0),
        );
        // Nothing was lost either: who is still signed in goes on, wherever.
        const goingOn = await world.goesOn();
        expect(goingOn).toEqual(goingOn.map(({ label }) => ({ label, status: 200 })));
      },
    ),
    { numRuns: 50 },
  );
}, 60_000);
