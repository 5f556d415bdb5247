/** `POST` and `GET /1.1/media/upload.json`: the calls of v1.1, on the same media as v2's. */
import {
  idPattern,
  mediaCategories,
  mediaTypes,
  segmentIndexMax,
  totalBytesMax,
} from '../api/contract.ts';
import { misplaced } from './append.ts';
import type { Call, CallRequest, World } from './calls.ts';
import type { Route } from './dialect.ts';
import { finish } from './finalize.ts';
import type { JsonObject } from './json.ts';
import type { Media } from './mediaStore.ts';
import { isProcessed, processingInfo, rendition } from './processing.ts';
import { tooLarge, type Answer } from './problems.ts';
import { invalid, mediaAnswer, missing, refused, v1 } from './v1.ts';
import { appendTo, commandOf, Parameters } from './v1Parameters.ts';

/** Seconds, as X's sample of INIT promises. */
const initializedSecs = 86_400;
const ownersMax = 100;

function initialize(world: World, request: CallRequest): Answer {
  const parameters = new Parameters(request);
  const total_bytes = parameters.wholeNumber('total_bytes', totalBytesMax);
  const type = parameters.required('media_type');
  const media_type = mediaTypes.find((each) => each === type);
  if (media_type === undefined) throw refused('media type unrecognized.');
  const asked = {
    media_type,
    total_bytes,
    media_category: parameters.choice('media_category', mediaCategories),
    additional_owners: owners(parameters),
  };
  const { expiresAfterSecs = initializedSecs } = world.settings;
  const media = world.media.create(asked, expiresAfterSecs);
  return mediaAnswer(202, media.id, {
    size: total_bytes,
    expires_after_secs: expiresAfterSecs,
    ...(isProcessed(media) ? {} : picture(media)),
  });
}

function owners(parameters: Parameters): string[] | undefined {
  const ids = parameters.optional('additional_owners')?.split(',');
  if (ids === undefined) return undefined;
  if (ids.length > ownersMax || !ids.every((id) => idPattern.test(id))) {
    throw invalid('additional_owners');
  }
  return ids;
}

/** The size that X's sample of INIT gives, where no byte of the image has come yet. */
const pictureSize = { w: 800, h: 320 };

/** `image` or `video`, as v2 has it, and with the size that v1.1 adds to an image. */
function picture(media: Media): JsonObject {
  const { image, ...rest } = rendition(media);
  return image === undefined ? rest : { image: { ...(image as JsonObject), ...pictureSize } };
}

function append(world: World, request: CallRequest): Answer {
  const parameters = new Parameters(request);
  const media = parameters.media(world);
  const index = parameters.wholeNumber('segment_index', segmentIndexMax);
  const segment = request.body.kind === 'form' ? request.body.form.media : undefined;
  if (segment === undefined) throw missing('media');
  const { segmentBytesMax, segmentTooLargeStatus } = world.settings;
  if (segment.bytes > segmentBytesMax) throw tooLarge(segmentTooLargeStatus);
  if (segment.bytes === 0) throw invalid('media');
  if (media.finalizedAt !== undefined) throw refused('The media is finalized already.');
  const reason = misplaced(world, media, index, request.append);
  if (reason !== undefined) throw refused(reason);
  world.media.put(media, index, segment);
  return { status: 204, headers: {}, body: '' };
}

function finalize(world: World, request: CallRequest): Answer {
  const media = new Parameters(request).media(world);
  const expiresAfterSecs = finish(world, media);
  if (expiresAfterSecs === undefined) {
    throw refused('Segments do not add up to provided total file size.');
  }
  return finished(201, media, expiresAfterSecs, {
    ...(isProcessed(media) ? { processing_info: { state: 'pending', check_after_secs: 1 } } : {}),
  });
}

/** Unlike v2, X documents an answer for media that needs no processing. */
function status(world: World, request: CallRequest): Answer {
  const media = new Parameters(request).media(world);
  if (media.finalizedAt === undefined) throw refused('The media has no processing status.');
  const processing_info = processingInfo(media, world.clock());
  return finished(200, media, world.media.remainingSecs(media), {
    ...(processing_info === undefined ? {} : { processing_info }),
  });
}

function finished(
  code: number,
  media: Media,
  expires_after_secs: number,
  processing: JsonObject,
): Answer {
  const size = media.asked.total_bytes;
  return mediaAnswer(code, media.id, {
    size,
    expires_after_secs,
    ...picture(media),
    ...processing,
  });
}

type V1Call = (world: World, request: CallRequest) => Answer;

/** By the command, whose case counts. */
function route(commands: ReadonlyMap<string, readonly [Call, V1Call]>): Route {
  const handlers = new Map(commands.values());
  return {
    dialect: v1,
    bytesMax: 'segment',
    appendTo,
    callOf: (query, body) => commands.get(commandOf(query, body) ?? '')?.[0],
    perform: (world, request, call) => {
      const { segmentTooLargeStatus } = world.settings;
      if (request.body.kind === 'tooLarge') throw tooLarge(segmentTooLargeStatus);
      const handler = call === undefined ? undefined : handlers.get(call);
      if (handler !== undefined) return handler(world, request);
      new Parameters(request).required('command');
      throw invalid('command');
    },
  };
}

export const v1Routes: Record<string, Route> = {
  POST: route(
    new Map([
      ['INIT', ['initialize', initialize]],
      ['APPEND', ['append', append]],
      ['FINALIZE', ['finalize', finalize]],
    ]),
  ),
  GET: route(new Map([['STATUS', ['status', status]]])),
};
