/** The same steps of an upload in both dialects, for what the sandbox does to both. */
import { authorize, header, signedCall } from './oauth1Support.ts';
import { form, type Answer, type Rig } from './support.ts';
import { ids, parts, path, query, urlencoded } from './v1Support.ts';

export interface RawAppend {
  readonly path: string;
  readonly authorization: string;
  readonly form: FormData;
}

export interface Steps {
  readonly dialect: 'v2' | 'v1.1';
  /** Answers the media id. */
  readonly initialize: (
    x: Rig,
    asked: object & { readonly total_bytes: number },
  ) => Promise<string>;
  readonly append: (x: Rig, id: string, index: number, data: Uint8Array) => Promise<Answer>;
  readonly finalize: (x: Rig, id: string) => Promise<Answer>;
  readonly status: (x: Rig, id: string) => Promise<Answer>;
  /** An append of three bytes, to be sent by hand. */
  readonly raw: (x: Rig, id: string, index: number) => RawAppend;
  /** `processing_info` and the rest, out of the dialect's envelope. */
  readonly data: (answer: Answer) => unknown;
  /** The body of a 400 in the dialect's words, which are the dialect's own to choose. */
  readonly refused: object;
  /** Statuses of an append that is taken, and of one for an id that nobody knows. */
  readonly taken: number;
  readonly unknown: number;
}

const text: unknown = {
  asymmetricMatch: (other: unknown) => typeof other === 'string' && other !== '',
};

const v2: Steps = {
  dialect: 'v2',
  initialize: (x, asked) => x.initialize(asked),
  append: (x, ...rest) => x.append(...rest),
  finalize: (x, id) => x.finalize(id),
  status: (x, id) => x.status(id),
  raw: (x, id, index) => ({
    path: `/2/media/upload/${id}/append`,
    authorization: `Bearer ${x.sandbox.token}`,
    form: form(index, new Uint8Array(3)),
  }),
  data: ({ json }) => (json as { data: unknown }).data,
  refused: {
    type: 'https://api.x.com/2/problems/invalid-request',
    title: 'Invalid Request',
    errors: [{ message: text }],
  },
  taken: 200,
  unknown: 404,
};

const v1: Steps = {
  dialect: 'v1.1',
  initialize: async (x, asked) => {
    const fields = Object.entries(asked).map(([name, value]) => [name, String(value)]);
    const init = { command: 'INIT', ...(Object.fromEntries(fields) as Record<string, string>) };
    return ids(await signedCall(x, urlencoded(init))).string ?? '';
  },
  append: (x, id, index, data) => signedCall(x, { path, body: parts(fieldsOf(id, index), data) }),
  finalize: (x, id) => signedCall(x, urlencoded({ command: 'FINALIZE', media_id: id })),
  status: (x, id) =>
    signedCall(x, { method: 'GET', path: query({ command: 'STATUS', media_id: id }) }),
  raw: (x, id, index) => {
    const timestamp = Math.floor(x.now() / 1000);
    const signing = { method: 'POST', url: x.sandbox.url + path, keys: x.sandbox.oauth1 };
    const authorization = header(authorize({ ...signing, timestamp }));
    return { path, authorization, form: parts(fieldsOf(id, index), new Uint8Array(3)) };
  },
  data: ({ json }) => json,
  refused: { request: path, error: text },
  taken: 204,
  unknown: 400,
};

function fieldsOf(media_id: string, index: number): Record<string, string> {
  return { command: 'APPEND', media_id, segment_index: String(index) };
}

export const dialects: readonly Steps[] = [v2, v1];
