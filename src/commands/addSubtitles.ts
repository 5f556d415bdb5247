import path from 'node:path';
import * as vscode from 'vscode';
import type { MediaApi, SubtitledCategory } from '../api/mediaApi.ts';
import { inert, quoted } from '../api/text.ts';
import { settings } from '../environment/settings.ts';
import { isFileProblem } from '../files/problem.ts';
import type { RecordIn } from '../uploads/record.ts';
import { tellCarried } from '../views/carried.ts';
import { tell } from '../views/notifications.ts';
import { problemSentence, tellOutcomes, tellProblem } from '../views/outcomes.ts';
import { askForTrack, type Track } from '../views/subtitlesPicker.ts';
import type { App, Command } from './app.ts';
import { carryOne } from './carry.ts';
import { keepExtras, readyFor } from './described.ts';
import { apiOf } from './job.ts';

/**
 * *Add Subtitles…*: uploads an .srt or .vtt by the account that uploaded the video, then links it.
 * The subtitles have a row of their own.
 */
export const addSubtitles: Command = async (app, args) => {
  await app.library.load();
  const [video] = readyFor(app, args, 'subtitles');
  if (video === undefined) {
    await tell(
      'info',
      'Select a video of a post or of an ad that is ready, to add subtitles to it.',
    );
    return;
  }
  const file = await chosenFile(app, video.file.name);
  if (file === undefined) return;
  const linked = (video.extras?.subtitles ?? []).map(({ languageCode }) => languageCode);
  const track = await askForTrack(path.basename(file), video.file.name, linked);
  if (track === undefined) return;
  let api: MediaApi;
  try {
    api = await apiOf(app, video.caller);
  } catch (error) {
    await tellProblem(video.file.name, error, app);
    return;
  }
  const mediaId = await uploaded(app, video, file, api);
  if (mediaId !== undefined) await link(app, video, { ...track, mediaId }, api);
};

/** Undefined when the user thinks better of it, and for a file that holds no subtitles, which is said. */
async function chosenFile(app: App, video: string): Promise<string | undefined> {
  const { pickMediaFiles } = await import('../views/filePicker.ts');
  const log = (problem: string) => {
    app.log.warn(problem);
  };
  const title = `Subtitles of ${quoted(video)}`;
  const [file] = await pickMediaFiles(log, { title, open: 'Add Subtitles', only: ['srt', 'vtt'] });
  if (file === undefined) return undefined;
  try {
    const mediaUse = settings.mediaUse(file);
    const { mediaType } = await app.inspect(file.fsPath, { mediaUse, signal: app.signal });
    if (mediaType === 'text/srt' || mediaType === 'text/vtt') return file.fsPath;
    const name = quoted(path.basename(file.fsPath));
    await tell('error', `${name} is ${mediaType}: X takes .srt and .vtt as subtitles.`);
  } catch (error) {
    if (!isFileProblem(error)) throw error;
    await tell('error', inert(error.message, 600));
  }
  return undefined;
}

/** The media_id of the subtitles once they are ready; why not is told. */
async function uploaded(
  app: App,
  { caller }: RecordIn<'ready'>,
  file: string,
  api: MediaApi,
): Promise<string | undefined> {
  const { uploads } = await app.work();
  const tier = settings.accountTier();
  const job = { caller, api, tier, mediaUse: () => settings.mediaUse(vscode.Uri.file(file)) };
  const choices = { mediaCategory: 'subtitles' } as const;
  const { record, error, name } = await uploads.initialize(file, choices, job, app.signal);
  if (record?.state !== 'initialized') {
    await tellOutcomes([{ record, error, name }], app);
    return undefined;
  }
  const outcome = await carryOne(app, record);
  if (outcome.carried === 'ready' && outcome.record?.state === 'ready') {
    return outcome.record.media.id;
  }
  tellCarried([outcome], app);
  return undefined;
}

/** Links what is uploaded; asks again as long as the user wants to, since the upload stays. */
async function link(
  app: App,
  { id, file, media, request }: RecordIn<'ready'>,
  track: Track & { readonly mediaId: string },
  api: MediaApi,
): Promise<void> {
  const category: SubtitledCategory =
    request.media_category === 'amplify_video' ? 'AmplifyVideo' : 'TweetVideo';
  for (;;) {
    try {
      await api.subtitles({ mediaId: media.id, category }, track, { signal: app.signal });
      break;
    } catch (error) {
      const why = problemSentence(error);
      const kept = `The subtitles are uploaded (media_id ${track.mediaId}) but not linked to ${quoted(file.name)}: ${why}`;
      const again = 'Try Again';
      if ((await vscode.window.showErrorMessage(kept, again)) !== again) return;
    }
  }
  await keepExtras(app, id, (extras) => {
    const others = (extras.subtitles ?? []).filter(
      ({ languageCode }) => languageCode !== track.languageCode,
    );
    return { ...extras, subtitles: [...others, track] };
  });
  const said = `${inert(file.name, 60)} has subtitles: ${inert(track.displayName, 60)}`;
  vscode.window.setStatusBarMessage(`$(check) ${said}`, 5000);
}
