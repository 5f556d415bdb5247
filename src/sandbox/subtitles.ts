import * as v from 'valibot';
import { languageCodePattern, subtitledCategories } from '../api/contract.ts';
import { jsonBody, type CallRequest, type World } from './calls.ts';
import { mediaId } from './initialize.ts';
import type { Json } from './json.ts';
import { check, object } from './validate.ts';

const createRequest = object({
  id: mediaId,
  media_category: v.picklist(subtitledCategories),
  subtitles: object({
    id: mediaId,
    language_code: v.pipe(v.string(), v.regex(languageCodePattern)),
    display_name: v.exactOptional(v.string()),
  }),
});

/** `POST /2/media/subtitles` → `{id, media_category, associated_subtitles}`. */
export function createSubtitles(world: World, { body }: CallRequest): Json {
  const { id, media_category, subtitles } = check(createRequest, jsonBody(body));
  const media = world.media.find(id, 'id');
  const { language_code, ...track } = subtitles;
  world.media.find(track.id, 'subtitles.id');
  media.subtitles.set(language_code, track);
  return { id, media_category, associated_subtitles: { ...subtitles } };
}

const deleteRequest = object({
  id: mediaId,
  media_category: v.picklist(subtitledCategories),
  language_code: v.pipe(v.string(), v.regex(languageCodePattern)),
});

/** `DELETE /2/media/subtitles`, with a body → `{deleted}`: whether there was such a track. */
export function deleteSubtitles(world: World, { body }: CallRequest): Json {
  const { id, language_code } = check(deleteRequest, jsonBody(body));
  return { deleted: world.media.find(id, 'id').subtitles.delete(language_code) };
}
