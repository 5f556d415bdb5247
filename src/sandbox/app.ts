/** The paths of X, and who answers on them. */
import type { IncomingMessage } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { legacyPath, paths } from '../api/contract.ts';
import { append } from './append.ts';
import type { Route, Routes } from './dialect.ts';
import { exchange, toResponse, withXHeaders, type Edge } from './exchange.ts';
import { finalize } from './finalize.ts';
import { initialize } from './initialize.ts';
import { metadata } from './metadata.ts';
import { oauth2Routes } from './oauth2.ts';
import { internalError } from './problems.ts';
import { status } from './status.ts';
import { createSubtitles, deleteSubtitles } from './subtitles.ts';
import { v1 } from './v1.ts';
import { v1Routes } from './v1Calls.ts';
import { v2, v2Route } from './v2.ts';

/**
 * Media upload v2 of X's description, without the one-shot `POST /2/media/upload`: nothing that
 * wants a countdown uses it, and it answers 405 here. And the whole of v1.1's, in one path.
 */
const mediaRoutes: Routes = {
  [paths.initialize]: { POST: v2Route('initialize', initialize) },
  [paths.append(':id')]: { POST: v2Route('append', append) },
  [paths.finalize(':id')]: { POST: v2Route('finalize', finalize) },
  [paths.status]: { GET: v2Route('status', status) },
  [paths.metadata]: { POST: v2Route('metadata', metadata) },
  [paths.subtitles]: {
    POST: v2Route('subtitles', createSubtitles),
    DELETE: v2Route('subtitles', deleteSubtitles),
  },
  [legacyPath]: v1Routes,
};

export type App = Hono<{ Bindings: HttpBindings }>;

export function xApp(edge: Edge): App {
  const app: App = new Hono();
  const routes: Routes = { ...mediaRoutes, ...oauth2Routes(edge) };
  for (const [path, methods] of Object.entries(routes)) {
    app.all(path, (c) => {
      const { incoming, outgoing } = c.env;
      const query = new URL(c.req.url).searchParams;
      // The method as sent: the framework would answer HEAD as if it were GET.
      const route = Object.entries(methods).find(([method]) => method === incoming.method)?.[1];
      if (route === undefined) return notAllowed(edge, incoming, methods, query);
      const target = { id: c.req.param('id') ?? '', query };
      return exchange(edge, route, { incoming, outgoing }, target);
    });
  }
  app.notFound((c) => {
    edge.recorder.begin(null, c.env.incoming).answered = 404;
    const dialect = c.req.path.startsWith('/1.1/') ? v1 : v2;
    return toResponse(withXHeaders(edge, dialect.problem(404), undefined));
  });
  app.onError((error) => toResponse(withXHeaders(edge, internalError(error), undefined)));
  return app;
}

function notAllowed(
  edge: Edge,
  incoming: IncomingMessage,
  methods: Readonly<Record<string, Route>>,
  query: URLSearchParams,
): Response {
  const [first] = Object.values(methods);
  const { dialect } = first ?? { dialect: v2 };
  edge.recorder.begin(null, incoming, dialect.name).answered = 405;
  const answer = dialect.problem(405, { allow: Object.keys(methods).join(', ') });
  return toResponse(withXHeaders(edge, answer, first?.callOf(query, undefined)));
}
