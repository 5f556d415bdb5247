/** `/_sandbox/…`: what a test or a rehearsal asks of the sandbox itself. No token is needed. */
import type { IncomingMessage } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import type * as v from 'valibot';
import { readBody } from './body.ts';
import type { World } from './calls.ts';
import type { Edge } from './exchange.ts';
import { planSchema } from './faults.ts';
import { initializedSecs } from './initialize.ts';
import type { Media } from './mediaStore.ts';
import { processingAt } from './processing.ts';
import { change, settingsAnswer, settingsSchema } from './settings.ts';
import { demand } from './validate.ts';

const bodyMax = 2 ** 20;

export interface UploadState {
  readonly id: string;
  readonly media_key: string;
  readonly media_type: string;
  readonly media_category: string | null;
  readonly total_bytes: number;
  readonly received_bytes: number;
  readonly segments: readonly {
    readonly index: number;
    readonly bytes: number;
    readonly sha256: string;
  }[];
  /** Segments that came again, with the same bytes and with others. */
  readonly repeats: number;
  readonly replacements: number;
  /** The most appends of this media that were under way at one moment. */
  readonly appends_at_once: number;
  /** Indexes of the segments taken, those that came again included, oldest first: the last 2000. */
  readonly order: readonly number[];
  /** Appends that X has refused; the failures on request are not among them. */
  readonly refused: number;
  /** Hex, of the whole file; null until it is there, and when its bytes were gone (assembly.ts). */
  readonly sha256: string | null;
  readonly state: 'initialized' | 'pending' | 'in_progress' | 'succeeded' | 'failed' | 'expired';
  /** Epoch seconds. */
  readonly expires_at: number;
  readonly metadata: unknown;
  /** By language code. */
  readonly subtitles: Readonly<
    Record<string, { readonly id: string; readonly display_name?: string }>
  >;
}

function stateOf(world: World, media: Media): UploadState['state'] {
  if (world.media.expired(media)) return 'expired';
  if (media.finalizedAt === undefined) return 'initialized';
  return processingAt(media, world.clock())?.state ?? 'succeeded';
}

export function uploadStates(world: World): UploadState[] {
  return world.media.all().map((media) => ({
    id: media.id,
    media_key: media.mediaKey,
    media_type: media.asked.media_type,
    media_category: media.asked.media_category ?? null,
    total_bytes: media.asked.total_bytes,
    received_bytes: media.assembly.bytes,
    segments: media.assembly.segments(),
    repeats: media.assembly.repeats,
    replacements: media.assembly.replacements,
    appends_at_once: media.appends.atOnce,
    order: media.appends.order(),
    refused: media.appends.refused,
    sha256: media.assembly.addsUpTo(media.asked.total_bytes) ? media.assembly.sha256() : null,
    state: stateOf(world, media),
    expires_at: Math.floor(media.expiresAt / 1000),
    metadata: media.metadata,
    subtitles: Object.fromEntries(media.subtitles),
  }));
}

/**
 * A web page must not read or steer the sandbox: pages announce themselves by `Origin`, and one
 * that had its own name point to this machine by `Host`.
 */
function fromElsewhere({ headers }: IncomingMessage): boolean {
  const host = /^(.*?)(?::[0-9]*)?$/.exec(headers.host ?? '')?.[1]?.toLowerCase() ?? '';
  return headers.origin !== undefined || !['127.0.0.1', 'localhost', '[::1]'].includes(host);
}

type AdminContext = Context<{ Bindings: HttpBindings }>;

/** Refuses with `{"error": "one sentence"}`: 400, 403, 404, 405. */
export function adminApp({ world, faults, recorder, grants }: Edge) {
  const methods: Record<
    string,
    Record<string, (c: AdminContext) => Response | Promise<Response>>
  > = {
    '/requests': {
      GET: (c) => c.json({ requests: recorder.requests(), faults: faults.left() }),
      DELETE: (c) => {
        recorder.clear();
        return c.body(null, 204);
      },
    },
    '/faults': {
      POST: async (c) => {
        faults.arm(await posted(c, planSchema));
        return c.json({ faults: faults.left() });
      },
      DELETE: (c) => {
        faults.clear();
        return c.body(null, 204);
      },
    },
    '/settings': {
      POST: async (c) => {
        const { settings } = world;
        change(settings, await posted(c, settingsSchema));
        const { expiresAfterSecs: expires_after_secs = initializedSecs } = settings;
        return c.json({ ...settingsAnswer(settings), expires_after_secs });
      },
    },
    '/grants': { GET: (c) => c.json({ grants: grants.states() }) },
    '/uploads': { GET: (c) => c.json({ uploads: uploadStates(world) }) },
  };

  const app = new Hono<{ Bindings: HttpBindings }>().basePath('/_sandbox');
  app.use(async (c, next) => {
    if (!fromElsewhere(c.env.incoming)) return next();
    return c.json({ error: 'The sandbox is for programs on this machine, not for pages.' }, 403);
  });
  for (const [path, byMethod] of Object.entries(methods)) {
    app.all(path, (c) => {
      const handler = Object.entries(byMethod).find(([name]) => name === c.req.method)?.[1];
      if (handler !== undefined) return handler(c);
      const allow = Object.keys(byMethod).join(', ');
      return c.json({ error: `${path} takes ${allow}.` }, 405, { allow });
    });
  }
  app.all('*', (c) => {
    const known = Object.keys(methods).map((path) => `/_sandbox${path}`);
    return c.json({ error: `There is ${known.join(', ')} here.` }, 404);
  });
  app.onError((error, c) =>
    c.json({ error: error.message }, error instanceof TypeError ? 400 : 500),
  );
  return app;
}

async function posted<Schema extends v.GenericSchema>(
  c: AdminContext,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const body = await readBody(c.env.incoming, bodyMax);
  if (body.kind === 'malformed') throw new TypeError(`The body is no JSON: ${body.detail}`);
  if (body.kind !== 'json') throw new TypeError('A JSON body (application/json) is expected.');
  return demand(schema, body.value);
}
