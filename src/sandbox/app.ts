/** The paths of X's media upload, and who answers on them. */
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { paths } from '../api/contract.ts';
import { append } from './append.ts';
import type { Call, Handler } from './calls.ts';
import { exchange, toResponse, withXHeaders, type Edge } from './exchange.ts';
import { finalize } from './finalize.ts';
import { initialize } from './initialize.ts';
import { metadata } from './metadata.ts';
import { internalError, plainProblem } from './problems.ts';
import { status } from './status.ts';
import { createSubtitles, deleteSubtitles } from './subtitles.ts';
import { v2Route } from './v2.ts';

/** Bytes: room for a segment of 5 MiB in base64, so that a larger one is still told apart. */
const segmentBodyMax = 10 * 2 ** 20;
const jsonBodyMax = 256 * 2 ** 10;

/**
 * Media upload v2 of X's description, without the one-shot `POST /2/media/upload`: nothing that
 * wants a countdown uses it, and it answers 405 here.
 */
const routes: Record<string, Record<string, readonly [Call, Handler]>> = {
  [paths.initialize]: { POST: ['initialize', initialize] },
  [paths.append(':id')]: { POST: ['append', append] },
  [paths.finalize(':id')]: { POST: ['finalize', finalize] },
  [paths.status]: { GET: ['status', status] },
  [paths.metadata]: { POST: ['metadata', metadata] },
  [paths.subtitles]: {
    POST: ['subtitles', createSubtitles],
    DELETE: ['subtitles', deleteSubtitles],
  },
};

export type App = Hono<{ Bindings: HttpBindings }>;

export function xApp(edge: Edge): App {
  const app: App = new Hono();
  for (const [path, methods] of Object.entries(routes)) {
    app.all(path, (c) => {
      const { incoming, outgoing } = c.env;
      // The method as sent: the framework would answer HEAD as if it were GET.
      const route = Object.entries(methods).find(([method]) => method === incoming.method)?.[1];
      if (route === undefined) {
        edge.recorder.begin(null, incoming, 'v2').answered = 405;
        const [first] = Object.values(methods);
        const allow = { allow: Object.keys(methods).join(', ') };
        return toResponse(withXHeaders(edge, plainProblem(405, undefined, allow), first?.[0]));
      }
      const [call, handler] = route;
      const bytesMax = call === 'append' ? segmentBodyMax : jsonBodyMax;
      const query = new URL(c.req.url).searchParams;
      const target = { id: c.req.param('id') ?? '', query };
      return exchange(edge, v2Route(call, handler, bytesMax), { incoming, outgoing }, target);
    });
  }
  app.notFound((c) => {
    edge.recorder.begin(null, c.env.incoming).answered = 404;
    return toResponse(withXHeaders(edge, plainProblem(404), undefined));
  });
  app.onError((error) => toResponse(withXHeaders(edge, internalError(error), undefined)));
  return app;
}
