/** The request as X receives it, whatever was chosen. */
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  mediaCategories,
  mediaTypes,
  totalBytesMax,
  type MediaType,
} from '../../../src/api/contract.ts';
import type { MediaFile } from '../../../src/files/inspect.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server.ts';
import { plan } from '../../../src/uploads/plan.ts';
import type { Choices } from '../../../src/uploads/record.ts';
import description from '../../fixtures/x-media-openapi.json' with { type: 'json' };
import { client, png, type Client } from './support.ts';

const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(description, 'x');
const described = ajv.getSchema('x#/components/schemas/InitializeMediaUploadRequest');

let x: Sandbox;
let api: Client;
beforeAll(async () => {
  x = await startSandbox({ token: 'the-token-of-this-account' });
  api = client(x.url, { token: x.token });
});
afterAll(async () => {
  await api.transport.close();
  await x.close();
});

function file(over: Partial<MediaFile> = {}): MediaFile {
  return {
    path: '/secret/place/kitten “1”\n.png',
    name: 'kitten “1”\n.png',
    size: 7,
    mtimeMs: 1,
    mediaType: 'image/png',
    mediaCategory: 'tweet_image',
    categoryReason: '',
    typeReason: '',
    notes: ['noticed'],
    facts: {},
    reading: { bytes: 0, ms: 0 },
    ...over,
  };
}

async function received(request: Parameters<Client['initialize']>[0]) {
  const before = x.requests().length;
  await api.initialize(request);
  const [only, ...more] = x.requests().slice(before);
  expect(more).toEqual([]);
  if (only === undefined) throw new Error('X received nothing');
  return only;
}

const userId = fc.stringMatching(/^[0-9]{1,19}$/);
const files = fc.record({
  size: fc.integer({ min: 1, max: totalBytesMax }),
  mediaType: fc.constantFrom(...mediaTypes),
  mediaCategory: fc.option(fc.constantFrom(...mediaCategories), { nil: undefined }),
});
const choices: fc.Arbitrary<Choices> = fc.record(
  {
    mediaType: fc.constantFrom(...mediaTypes),
    mediaCategory: fc.constantFrom(...mediaCategories),
    shared: fc.boolean(),
    additionalOwners: fc.array(userId, { maxLength: 5 }),
  },
  { requiredKeys: [] },
);

describe('initialize', () => {
  it('is one POST with these headers and no others of ours', async () => {
    const { method, path, headers } = await received(png);
    expect(method).toBe('POST');
    expect(path).toBe('/2/media/upload/initialize');
    const { host, connection, ...ours } = headers;
    expect(host).toBe(new URL(x.url).host);
    expect(connection).toBe('close');
    expect(ours).toEqual({
      authorization: 'Bearer the-token-of-this-account',
      'content-type': 'application/json',
      accept: 'application/json',
      'user-agent': 'test/1',
      'content-length': String(JSON.stringify(png).length),
    });
  });

  it('says what was chosen, and for the rest what was found, as X describes it', async () => {
    if (described === undefined) throw new Error('X’s description has no initialize');
    await fc.assert(
      fc.asyncProperty(files, choices, async (found, chosen) => {
        const { request } = plan(file(found), chosen, { use: 'post', tier: 'standard' });
        const { body } = await received(request);
        expect(described(body) === true ? [] : described.errors).toEqual([]);
        const expected: Record<string, unknown> = {
          media_type: chosen.mediaType ?? found.mediaType,
          total_bytes: found.size,
        };
        // Another type than the file's has a category of its own: see “the category”, below.
        const { mediaType = found.mediaType } = chosen;
        const inferred =
          mediaType === found.mediaType ? found.mediaCategory : request.media_category;
        const category = chosen.mediaCategory ?? inferred;
        if (category !== undefined) expected.media_category = category;
        if (chosen.shared === true) expected.shared = true;
        const owners = chosen.additionalOwners ?? [];
        if (owners.length > 0) expected.additional_owners = owners;
        // The wire's own object: a property that is undefined would not be there either.
        expect(body).toStrictEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it('tells X nothing of the file’s path or name', async () => {
    const whole = JSON.stringify(
      await received(plan(file(), {}, { use: 'post', tier: 'standard' }).request),
    );
    expect(whole).not.toContain('secret');
    expect(whole).not.toContain('kitten');
  });
});

describe('the category', () => {
  it.each([
    ['video/mp4', 'post', 'tweet_video'],
    ['video/mp4', 'ads', 'amplify_video'],
    ['text/vtt', 'dm', 'subtitles'],
    ['model/gltf-binary', 'post', undefined],
  ] as const)('follows a chosen %s for %s', (mediaType, use, category) => {
    expect(plan(file(), { mediaType }, { use, tier: 'standard' }).request.media_category).toBe(
      category,
    );
    const chosen = { mediaType, mediaCategory: 'dm_gif' } as const;
    expect(plan(file(), chosen, { use, tier: 'standard' }).request.media_category).toBe('dm_gif');
  });
});

describe('what X may find', () => {
  const findings = (mediaType: MediaType, more: Partial<MediaFile> = {}) =>
    plan({ ...file(), ...more }, { mediaType }, { use: 'post', tier: 'standard' }).inspected
      .findings;

  it('is said of bytes that are told as another type, and nothing else is held against them', () => {
    const [first, ...others] = findings('video/mp4', { facts: { frameRate: 75 } });
    expect(first).toMatchObject({ rule: 'media-bytes', remedy: 'Choose image/png as its type.' });
    expect(others).toEqual([]);
  });

  it('is not said of a file that only its name tells anything of', () => {
    expect(findings('video/mp4', { isByNameOnly: true })).toEqual([]);
  });
});

describe('notes', () => {
  it('on the type are dropped where the user chose another', () => {
    expect(plan(file(), {}, { use: 'post', tier: 'standard' }).notes).toEqual(['noticed']);
    expect(
      plan(file(), { mediaType: 'image/gif' }, { use: 'post', tier: 'standard' }).notes,
    ).toEqual([]);
    expect(
      plan(file(), { mediaCategory: 'dm_image' }, { use: 'post', tier: 'standard' }).notes,
    ).toEqual(['noticed']);
  });
});
