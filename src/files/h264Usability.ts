import { readPixelAspect, type BitReader } from './videoBits.ts';

/** What parameters may say beside how to decode. */
export interface Usability {
  pixelAspect: readonly [number, number];
  /** Frames per second, where the stream promises a constant rate. */
  frameRate: number | undefined;
  /** Bits of the delays that stand before `pic_struct`; undefined where that is not sent. */
  delays: number | undefined;
}

/** What follows the size in a sequence parameter set is of use, and not needed: damage there costs only itself. */
export function readUsability(bits: BitReader): Usability {
  const found: Usability = { pixelAspect: [1, 1], frameRate: undefined, delays: undefined };
  try {
    if (bits.flag()) readVui(bits, found);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return found;
}

/** ITU-T H.264, E.1.1. */
function readVui(bits: BitReader, found: Usability): void {
  if (bits.flag()) found.pixelAspect = readPixelAspect(bits);
  if (bits.flag()) bits.skip(1);
  if (bits.flag()) {
    bits.skip(4);
    if (bits.flag()) bits.skip(24);
  }
  if (bits.flag()) {
    bits.ue();
    bits.ue();
  }
  if (bits.flag()) {
    const ticks = bits.bits(32);
    const scale = bits.bits(32);
    const isFixed = bits.flag() && ticks > 0 && scale > 0;
    if (isFixed) found.frameRate = scale / ticks / 2;
  }
  let delays: number | undefined;
  for (let i = 0; i < 2; i++) {
    if (bits.flag()) delays = readBuffering(bits);
  }
  if (delays !== undefined) bits.skip(1);
  if (bits.flag()) found.delays = delays ?? 0;
}

/** How many bits the delays of a picture take (ITU-T H.264, E.1.2). */
function readBuffering(bits: BitReader): number {
  const count = bits.ue() + 1;
  if (count > 32) throw new RangeError('More than 32 buffers.');
  bits.skip(8);
  for (let i = 0; i < count; i++) {
    bits.ue();
    bits.ue();
    bits.skip(1);
  }
  bits.skip(5);
  const [removal, output] = [bits.bits(5) + 1, bits.bits(5) + 1];
  bits.skip(5);
  return removal + output;
}
