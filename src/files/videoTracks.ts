import {
  BufferSource,
  Input,
  Logging,
  LogLevel,
  MP4,
  QTFF,
  WEBM,
  type InputAudioTrack,
  type InputVideoTrack,
} from 'mediabunny';
import type { Found } from './facts.ts';
import { aacName, audioName } from './videoCodecs.ts';

// It would write to the editor's console what it does not know.
Logging.level = LogLevel.Silent;

/** What of a picture's track depends on the container. */
export interface Picture {
  /** Pixels as encoded. */
  readonly codedWidth: number;
  readonly codedHeight: number;
  /** Pixels as shown. */
  readonly width: number;
  readonly height: number;
  /** Clockwise degrees. */
  readonly rotation: number;
}

/**
 * What mediabunny says of the tracks in a file that is held in memory: one with descriptions of tracks
 * and no samples. Notes what it says of sound, and answers with the picture. Rejects with whatever
 * mediabunny throws on damage.
 */
export async function readTracks(file: Buffer, found: Found): Promise<Picture | undefined> {
  using input = new Input({ source: new BufferSource(file), formats: [MP4, QTFF, WEBM] });
  let picture: Picture | undefined;
  let hasSound = false;
  for (const track of await input.getTracks()) {
    if (track.isVideoTrack()) {
      picture ??= await readPicture(track);
    } else if (track.isAudioTrack() && !hasSound) {
      hasSound = true;
      await readSound(track, found);
    }
  }
  return picture;
}

async function readPicture(track: InputVideoTrack): Promise<Picture> {
  return {
    codedWidth: await track.getCodedWidth(),
    codedHeight: await track.getCodedHeight(),
    width: await track.getDisplayWidth(),
    height: await track.getDisplayHeight(),
    rotation: await track.getRotation(),
  };
}

async function readSound(track: InputAudioTrack, found: Found): Promise<void> {
  const codec = await track.getCodec();
  const code = await track.getInternalCodecId();
  found.audioCodec = audioName(codec, typeof code === 'string' ? code : undefined);
  const [channels, rate] = [await track.getNumberOfChannels(), await track.getSampleRate()];
  if (channels > 0) found.audioChannels = channels;
  if (rate > 0 && Number.isFinite(rate)) found.audioRate = Math.round(rate);
  if (codec !== 'aac') return;
  const parameters = await track.getCodecParameterString();
  const objectType = /^mp4a\.40\.(\d+)$/.exec(parameters ?? '')?.[1];
  if (objectType !== undefined) found.audioCodec = aacName(Number(objectType));
  else if (parameters === 'mp4a.67') found.audioCodec = 'AAC-LC';
}
