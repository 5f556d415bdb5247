/** Calls of v1.1, in each of the encodings that X takes. */
import type { Answer } from './support.ts';
import type { SignedCall } from './oauth1Support.ts';

export const path = '/1.1/media/upload.json';
export const png = { command: 'INIT', total_bytes: '3', media_type: 'image/png' };
export const mp4 = { ...png, media_type: 'video/mp4', media_category: 'tweet_video' };

export function query(parameters: Record<string, string>): string {
  return `${path}?${new URLSearchParams(parameters).toString().replaceAll('+', '%20')}`;
}

export function parts(fields: Record<string, string>, media?: Uint8Array): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) made.set(name, value);
  if (media !== undefined) made.set('media', new Blob([new Uint8Array(media)]), 'ä "b".png');
  return made;
}

type Parameters = Record<string, string>;
export const urlencoded = (form: Parameters): SignedCall => ({ path, form });
export const multipart = (form: Parameters): SignedCall => ({ path, body: parts(form) });
export const inQuery = (parameters: Parameters): SignedCall => ({ path: query(parameters) });

/** The id, as X writes it twice: a number that no double holds, and text. */
export function ids({ text }: Answer): { number: string | undefined; string: string | undefined } {
  return {
    number: /^\{"media_id":([0-9]+),/.exec(text)?.[1],
    string: /"media_id_string":"([0-9]+)"/.exec(text)?.[1],
  };
}
