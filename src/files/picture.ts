import { flaw, type Found } from './facts.ts';

/** What no picture has: a side without pixels. */
export function zeroSize(found: Found): void {
  const { width, height } = found;
  if (width === 0 || height === 0) {
    flaw(found, `It says that it is ${width ?? 0} × ${height ?? 0} pixels.`);
  }
}

/**
 * Width and height change places where the picture is shown lying on its side: orientations 5 to 8
 * of TIFF and EXIF.
 */
export function swapIfTurned(found: Found, orientation: number | undefined): void {
  if (orientation === undefined || orientation < 5 || orientation > 8) return;
  const { width, height } = found;
  if (width === undefined || height === undefined) return;
  found.width = height;
  found.height = width;
}
