import { describe, expect, it } from 'vitest';
import { formatTime } from '../../../src/api/time.ts';
import { standing } from './support.ts';

const hour = 3600 * 1000;

describe('formatTime', () => {
  const day = (at: number) => String(new Date(at).getDate());

  it('is the time alone within half a day', () => {
    for (const at of [standing, standing + 12 * hour, standing - 12 * hour]) {
      expect(formatTime(at, standing)).toMatch(/^\d{1,2}\D\d{2}(\D[AP]M)?$/);
    }
  });

  it('has its weekday and date beyond', () => {
    for (const at of [standing + 12 * hour + 1, standing + 300 * hour, standing - 13 * hour]) {
      expect(formatTime(at, standing)).toMatch(/\p{L}{2,}/u);
      expect(formatTime(at, standing)).toContain(day(at));
      expect(formatTime(at, standing)).toMatch(/\d{2}\D\d{2}/);
    }
  });

  it('promises nothing too early: a part of a minute counts as whole', () => {
    expect(formatTime(standing + 1, standing)).toBe(formatTime(standing + 60_000, standing));
    expect(formatTime(standing + 60_000, standing)).not.toBe(formatTime(standing, standing));
  });
});
