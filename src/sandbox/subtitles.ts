import * as v from 'valibot';
import { languageCodePattern, subtitledCategories, type MediaCategory } from '../api/contract.ts';
import { jsonBody, type CallRequest, type World } from './calls.ts';
import { mediaId } from './initialize.ts';
import type { Json } from './json.ts';
import type { Media } from './mediaStore.ts';
import { invalidRequest } from './problems.ts';
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

/** The category of initialize, by the one that this call has for the same. */
const categories: Record<(typeof subtitledCategories)[number], MediaCategory> = {
  AmplifyVideo: 'amplify_video',
  TweetVideo: 'tweet_video',
};

/** The video, if it is of the category that it is said to be of. */
function videoOf(world: World, id: string, category: keyof typeof categories): Media {
  const media = world.media.find(id, 'id');
  if (media.asked.media_category === categories[category]) return media;
  const message = `$.media_category: the media is no ${category}`;
  throw invalidRequest({ message, parameters: { media_category: [category] } });
}

function checkTrack(world: World, id: string): void {
  const { asked, finalizedAt } = world.media.find(id, 'subtitles.id');
  const message =
    asked.media_category !== 'subtitles'
      ? '$.subtitles.id: the media is no subtitles'
      : finalizedAt === undefined
        ? '$.subtitles.id: the media is not finalized'
        : undefined;
  if (message !== undefined)
    throw invalidRequest({ message, parameters: { 'subtitles.id': [id] } });
}

/**
 * `POST /2/media/subtitles` → `{id, media_category, associated_subtitles}`. X documents no words
 * for media that it does not go with.
 */
export function createSubtitles(world: World, { body }: CallRequest): Json {
  const { id, media_category, subtitles } = check(createRequest, jsonBody(body));
  const media = videoOf(world, id, media_category);
  const { language_code, ...track } = subtitles;
  checkTrack(world, track.id);
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
  const { id, media_category, language_code } = check(deleteRequest, jsonBody(body));
  return { deleted: videoOf(world, id, media_category).subtitles.delete(language_code) };
}
