/** What readers that are not ours have in common: their answers, put into the words of our facts. */
import * as v from 'valibot';
import type { Found, MediaFacts } from '../../../src/files/facts.ts';

/** The facts that both sides may know. */
export const compared = [
  'width',
  'height',
  'rotation',
  'durationSecs',
  'frameRate',
  'container',
  'videoCodec',
  'videoProfile',
  'chroma',
  'bitDepth',
  'isInterlaced',
  'audioCodec',
  'audioChannels',
  'audioRate',
  'frames',
  'cues',
  'lastCueSecs',
] as const satisfies readonly (keyof MediaFacts)[];
export type Compared = (typeof compared)[number];

const number = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform((value) => Number(value)),
  v.check((value) => Number.isFinite(value)),
);
/** What a reader has no answer for: `N/A`, `0/0`. */
export const some = v.fallback(v.optional(number), undefined);
export const text = v.fallback(v.optional(v.string()), undefined);

/** Numbers and words of which there are none instead of nothing. */
export function given(found: Found): MediaFacts {
  return Object.fromEntries(
    Object.entries<unknown>(found).filter(([, value]) => value !== undefined),
  );
}

/** As it is shown: with the shape of its pixels, and turned. */
export function shown(
  { width, height }: { readonly width?: number | undefined; readonly height?: number | undefined },
  pixelAspect: number,
  rotation: number | undefined,
): Pick<Found, 'width' | 'height'> {
  if (width === undefined || height === undefined || width <= 0) return {};
  const wide = Math.round(width * pixelAspect);
  return rotation === 90 || rotation === 270
    ? { width: height, height: wide }
    : { width: wide, height };
}

export const clockwise = (degrees: number) => {
  const rotation = ((Math.round(degrees) % 360) + 360) % 360;
  return rotation === 0 ? undefined : rotation;
};

/** Codecs of which our readers learn whether lines come in fields: others say so rarely, or nowhere. */
export const fieldCodecs = new Set<string | undefined>(['H.264', 'MPEG-2']);
