/**
 * The sandbox: X's media upload and sign-in on this machine, for everyone without an account, for
 * tests, and for rehearsing failures. It listens on 127.0.0.1 only and keeps nothing on disk.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { adminApp, uploadStates, type UploadState } from './admin.ts';
import { xApp } from './app.ts';
import { Callers, ownBearers } from './callers.ts';
import type { Edge } from './exchange.ts';
import { Faults, planSchema, type ArmedFault, type FaultPlan } from './faults.ts';
import { mediaIds, type Random } from './ids.ts';
import { MediaStore } from './mediaStore.ts';
import { Authorization } from './oauth2Authorize.ts';
import { Grants, type GrantState } from './oauth2Grants.ts';
import { OAuth1 } from './oauth1.ts';
import { chosenKeys, type GivenKeys, type OAuth1Keys } from './oauth1Keys.ts';
import { RateLimits } from './rateLimits.ts';
import { Recorder, type RecordedRequest } from './recorder.ts';
import { change, defaults, settingsIn, type SettingsChange } from './settings.ts';
import { demand } from './validate.ts';

export type { ArmedFault, Fault, FaultAction, FaultPlan } from './faults.ts';
export type { RecordedRequest } from './recorder.ts';
export type { UploadState } from './admin.ts';
export type { OAuth1Keys } from './oauth1Keys.ts';
export type { GrantState } from './oauth2Grants.ts';
export type { ProcessingFailure, Settings, SettingsChange } from './settings.ts';

/** And every one of the settings. */
export interface SandboxOptions extends SettingsChange {
  /** 0 (default) for a free one. */
  readonly port?: number | undefined;
  /** Visible ASCII, without spaces; random unless given. */
  readonly token?: string | undefined;
  /** Each is visible ASCII, without spaces; random unless given. */
  readonly oauth1?: GivenKeys | undefined;
  /** Epoch milliseconds. */
  readonly clock?: (() => number) | undefined;
  readonly random?: Random | undefined;
  /** Waits `ms` milliseconds, for `delayMs` of a failure and for `answerAfterMs`; rejects once `signal` is aborted. */
  readonly sleep?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
  /** Closes the sandbox when aborted. */
  readonly signal?: AbortSignal | undefined;
}

export interface Sandbox extends AsyncDisposable {
  /** Origin, as in `http://127.0.0.1:41231`. */
  readonly url: string;
  /** The bearer that has every scope and never expires. */
  readonly token: string;
  readonly oauth1: OAuth1Keys;
  /** As `POST /_sandbox/faults`; throws a `TypeError` that names what is wrong with the plan. */
  arm(plan: FaultPlan): void;
  /** Failures that have not come about in full. */
  faults(): ArmedFault[];
  /** The last 5000 requests, oldest first, without those to `/_sandbox`. */
  requests(): RecordedRequest[];
  uploads(): UploadState[];
  /** As `POST /_sandbox/settings`; throws a `RangeError` that names what is out of range. */
  set(asked: SettingsChange): void;
  /** For what is initialized from now on. */
  setExpiresAfterSecs(secs: number): void;
  /** What users have granted to apps, oldest first, without a secret. */
  grants(): GrantState[];
  /** For access tokens that are issued from now on. */
  setAccessTokenSecs(secs: number): void;
  /** Ends every connection and delay. May be called again. */
  close(): Promise<void>;
}

/**
 * Rejects with a `RangeError` for an option out of range, with Node's error (`code` is
 * `EADDRINUSE`) when the port is taken, and with the signal's reason when that is aborted already.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  options.signal?.throwIfAborted();
  const { clock = Date.now, random = randomBytes, sleep = delayed } = options;
  const token = options.token ?? `sandbox-${Buffer.from(random(24)).toString('base64url')}`;
  const oauth1 = chosenKeys(options.oauth1, random);
  for (const [name, text] of Object.entries({ token, ...oauth1 })) {
    if (/^[\x21-\x7e]+$/.test(text)) continue;
    throw new RangeError(`The ${name} has to be visible ASCII, without spaces.`);
  }
  const settings = defaults();
  change(settings, settingsIn(options));
  const closing = new AbortController();
  const world = {
    media: new MediaStore(clock, mediaIds(clock, random), settings),
    clock,
    settings,
  };
  const grants = new Grants(clock, random, settings);
  const callers = new Callers([ownBearers(token), grants], new OAuth1(oauth1, clock));
  const edge: Edge = {
    world,
    callers,
    grants,
    authorization: new Authorization(clock, random, grants),
    limits: new RateLimits(clock),
    faults: new Faults(),
    recorder: new Recorder(clock, (authorization) => callers.owns(authorization)),
    random,
    sleep: (ms) => sleep(ms, closing.signal),
  };

  const x = xApp(edge);
  const admin = adminApp(edge);
  // The globals of the process are not the sandbox's: it runs inside the extension host.
  const listener = getRequestListener(
    (request, env) => {
      const app = new URL(request.url).pathname.startsWith('/_sandbox/') ? admin : x;
      return app.fetch(request, env);
    },
    { overrideGlobalObjects: false },
  );
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  const { port } = await listening(server, options.port ?? 0);

  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= new Promise((resolve) => {
      options.signal?.removeEventListener('abort', onAbort);
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
      closing.abort();
    });
    return closed;
  };
  const onAbort = () => void close();
  options.signal?.addEventListener('abort', onAbort);
  if (options.signal?.aborted === true) onAbort();

  return {
    url: `http://127.0.0.1:${port}`,
    token,
    oauth1,
    arm: (plan) => {
      edge.faults.arm(demand(planSchema, plan));
    },
    faults: () => edge.faults.left(),
    requests: () => edge.recorder.requests(),
    uploads: () => uploadStates(world),
    set: (asked) => {
      change(settings, asked);
    },
    setExpiresAfterSecs: (secs) => {
      change(settings, { expiresAfterSecs: secs });
    },
    grants: () => grants.states(),
    setAccessTokenSecs: (secs) => {
      change(settings, { accessTokenSecs: secs });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function delayed(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal });
}

function listening(server: Server, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}
