/** Rates that cameras and encoders mean, in frames per second. */
const standardRates: readonly number[] = [
  10, 12, 15, 24, 25, 30, 48, 50, 60, 90, 100, 120, 240,
].flatMap((rate) => [rate, (rate * 1000) / 1001]);

/**
 * Frames per second of `frames` frames that last `ticks` in all, of which `perSecond` make a second.
 * Times are rounded to whole ticks: a usual rate that differs by no more than `rounding` ticks is the
 * rate that was meant, so that 16,666,666 ns are 60 frames a second and no trifle more.
 */
export function frameRateOf(
  frames: number,
  ticks: number,
  perSecond: number,
  rounding = 1,
): number | undefined {
  const rate = (frames * perSecond) / ticks;
  if (!Number.isFinite(rate) || rate <= 0) return undefined;
  let best: number | undefined;
  let difference = rounding;
  for (const standard of standardRates) {
    const off = Math.abs((frames * perSecond) / standard - ticks);
    if (off <= difference) [best, difference] = [standard, off];
  }
  return best ?? rate;
}
