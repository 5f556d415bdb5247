/** Rows that say how far they are are redrawn seldom; what ends together is told as one. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Gathering } from '../../../src/views/gathering.ts';
import { LiveRows, rowChange } from '../../../src/views/liveRows.ts';
import { standing } from '../api/support.ts';
import { initialized } from '../uploads/support.ts';
import { paused, ready, working } from './support.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('rows that move', () => {
  it('are redrawn once a second however often they moved, and not while nothing does', () => {
    const drawn: string[] = [];
    using rows = disposing(new LiveRows((id) => drawn.push(id) > 0));
    for (let ms = 0; ms < 3000; ms += 50) {
      rows.moved('a');
      vi.advanceTimersByTime(50);
    }
    expect(drawn).toEqual(['a', 'a', 'a']);
    vi.advanceTimersByTime(60_000);
    expect(drawn).toHaveLength(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are left alone once they rest, while others move', () => {
    const drawn: string[] = [];
    using rows = disposing(new LiveRows((id) => drawn.push(id) > 0));
    rows.moved('a');
    vi.advanceTimersByTime(1000);
    rows.moved('b');
    vi.advanceTimersByTime(1000);
    expect(drawn).toEqual(['a', 'b']);
  });

  it('are asked again as long as something has to wait', () => {
    let asked = 0;
    using rows = disposing(new LiveRows(() => (asked += 1) === 3));
    rows.moved('a');
    vi.advanceTimersByTime(10_000);
    expect(asked).toBe(3);
  });

  it('rest while the view is hidden', () => {
    const drawn: string[] = [];
    using rows = disposing(new LiveRows((id) => drawn.push(id) > 0));
    rows.moved('a');
    rows.stop();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(5000);
    expect(drawn).toEqual([]);
  });
});

function disposing(rows: LiveRows): LiveRows & Disposable {
  return Object.assign(rows, {
    [Symbol.dispose]: () => {
      rows.dispose();
    },
  });
}

describe('the next change of a row’s text', () => {
  const hour = 3_600_000;
  it.each([
    ['a media_id ticks by its countdown', initialized({ expiresAt: standing + 2 * hour + 1 }), 2],
    ['a paused upload does too', paused({}, { expiresAt: standing + 2 * hour }), 1],
    ['a ready one as well', ready(), 60_000],
    [
      'one on its way waits for its last hour',
      working('uploading', 84, { expiresAt: standing + 5 * hour }),
      4 * hour + 1,
    ],
    ['and ticks in it', working('uploading', 84, { expiresAt: standing + hour - 1 }), 60_000],
    ['what has no deadline never does', initialized({ expiresAt: undefined }), undefined],
  ])('%s', (_, record, after) => {
    const next = rowChange(record, standing);
    expect(next === undefined ? undefined : next - standing).toBe(after);
  });
});

describe('gathering', () => {
  it('tells together what comes within the time, and apart what does not', () => {
    const told: (readonly number[])[] = [];
    using gathering = new Gathering<number>(300, (items) => told.push(items));
    gathering.add(1);
    vi.advanceTimersByTime(200);
    gathering.add(2);
    vi.advanceTimersByTime(100);
    gathering.add(3);
    expect(told).toEqual([[1, 2]]);
    gathering.flush();
    gathering.flush();
    expect(told).toEqual([[1, 2], [3]]);
  });

  it('tells what is left when it ends', () => {
    const told: (readonly number[])[] = [];
    {
      using gathering = new Gathering<number>(300, (items) => told.push(items));
      gathering.add(1);
    }
    expect(told).toEqual([[1]]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
