/** What is measured, and what it may cost at most: design data, no test. */
export interface Budget {
  readonly unit: 'KB' | 'MB' | 'ms' | 'timers' | 'MB/s' | '×';
  /** The largest value that is within budget; absent for what only explains another line. */
  readonly budget?: number;
  /** The smallest value that is within budget, where more is better. */
  readonly least?: number;
  /** What the number is, and what it is not. */
  readonly note: string;
}

export const budgets = {
  'main bundle': {
    unit: 'KB',
    budget: 80,
    note: 'dist/extension.cjs, minified; 1 KB is 1024 bytes',
  },
  '.vsix': { unit: 'KB', budget: 500, note: 'dist/x-media-upload.vsix as installed' },
  'activate()': {
    unit: 'ms',
    budget: 15,
    note: 'the call itself with the real context, first in a fresh extension host; median of hosts',
  },
  'activate(): code loading': {
    unit: 'ms',
    note: 'require of dist/extension.cjs in the same hosts, before the call',
  },
  'right-click to media_id': {
    unit: 'ms',
    budget: 100,
    note: 'menu item clicked → frame with the new id, in the page, sandbox, warm; median',
  },
  'right-click to media_id: slowest of ten': {
    unit: 'ms',
    note: 'the 90th percentile of the same runs; an answer after the first draw waits 200 ms more',
  },
  'right-click to media_id: a row': {
    unit: 'ms',
    note: 'menu item clicked → frame with the new row, whatever it says; same runs',
  },
  'right-click to media_id: ours': {
    unit: 'ms',
    budget: 30,
    note: 'command begun → answer on disk, in the host, less the time on the wire; median',
  },
  'right-click to media_id: on the wire': {
    unit: 'ms',
    note: 'the same runs: request sent → answer read, to the in-process sandbox, as logged',
  },
  'right-click on a 300 MB video: a row': {
    unit: 'ms',
    budget: 150,
    note: 'the same on a sparse video with its moov at the end: frame with the new row; median',
  },
  'right-click on a 300 MB video: media_id': {
    unit: 'ms',
    note: 'the same runs: frame with the new id',
  },
  '10,000 uploads: first paint': {
    unit: 'ms',
    budget: 300,
    note: 'view’s icon clicked → frame with rows, in the page, records read at start; median',
  },
  '10,000 uploads: first paint of one': {
    unit: 'ms',
    note: 'the same with one saved upload: what the editor takes to open the view at all',
  },
  '10,000 uploads: reading': {
    unit: 'ms',
    note: 'Library.load of 10,000 state files, in Node; done at start, before the view is opened',
  },
  '10,000 uploads: items': {
    unit: 'ms',
    note: 'getChildren and 10,000 getTreeItem, in Node, with a stand-in for the editor',
  },
  '10,000 uploads: a tick': {
    unit: 'ms',
    budget: 2,
    note: 'one look of the timer at every row, none of which changes; same stand-in; median',
  },
  '10,000 uploads: timers while hidden': {
    unit: 'timers',
    budget: 0,
    note: 'armed by the view once it is hidden; same stand-in',
  },
} as const satisfies Record<string, Budget>;

export type Measure = keyof typeof budgets;
export type Measured = Partial<Record<Measure, number>>;

/** The smallest value that `share` of all values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.ceil(sorted.length * share) - 1];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}
