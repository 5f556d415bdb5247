/** What a command can mend of a file; a command may mend several at once. */
export type Mending =
  | 'bytes'
  | 'moves'
  | 'frame'
  | 'frames'
  | 'pixels'
  | 'length'
  | 'rate'
  | 'aspect'
  | 'codec'
  | 'interlaced'
  | 'sound';
