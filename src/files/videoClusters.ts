import type { FileWindow } from './isoBoxes.ts';
import { elementAt, ids, readUnsigned, readVint } from './videoEbml.ts';

/** Blocks that are visited. */
const blocksMax = 600;
/** Clusters that are passed on the way to the last. */
const clustersMax = 1000;
/** Bytes at the end in which a last cluster is looked for that no length leads to. */
const tailLength = 192 * 1024;
/** The flag of a block whose frame is decoded and never shown, such as VP8's alternate references. */
const invisible = 0x08;
/** Bytes of a block that are read: its head, and the start of the frame. */
const blockHead = 40;
const ahead = 64;

interface Blocks {
  /** Of the blocks of one track, or of all, that are shown. In ticks, in the order of the file. */
  readonly times: number[];
  /** The start of the first frame. */
  readonly frame: Buffer | undefined;
}

/**
 * Visits blocks from the cluster at `start` on, without their frames, until there are `frames` of
 * `track` (of any when undefined). Clusters of unknown length are entered like others, as one level.
 */
export async function readClusters(
  window: FileWindow,
  start: number,
  { track, frames }: { readonly track?: number; readonly frames: number },
): Promise<Blocks> {
  const times: number[] = [];
  let frame: Buffer | undefined;
  let clusterTime = 0;
  let position = start;
  for (let i = 0; i < blocksMax && times.length < frames && position < window.size; i++) {
    const element = await elementAt(window, position, window.size, ahead);
    if (element === undefined) break;
    if (element.id === ids.cluster || element.id === ids.blockGroup) {
      position = element.body;
      continue;
    }
    if (element.end === undefined) break;
    if (element.id === ids.timestamp) {
      const length = Math.min(8, element.end - element.body);
      clusterTime = readUnsigned(await window.bytes(element.body, length, ahead));
    } else if (element.id === ids.simpleBlock || element.id === ids.block) {
      const length = Math.min(blockHead, element.end - element.body);
      const head = await window.bytes(element.body, length, ahead);
      const block = readBlock(head);
      if (block !== undefined && (track === undefined || block.track === track)) {
        if (block.isShown) times.push(clusterTime + block.time);
        frame ??= Buffer.from(block.frame);
      }
    }
    position = element.end;
  }
  return { times, frame };
}

function readBlock(head: Buffer) {
  const length = Math.clz32(head[0] ?? 0) - 23;
  const track = head.length > length + 3 && length <= 8 ? readVint(head, 0) : undefined;
  if (track === undefined) return undefined;
  const isShown = (head.readUInt8(length + 2) & invisible) === 0;
  return { track, time: head.readInt16BE(length), isShown, frame: head.subarray(length + 3) };
}

/** When the last block begins, in ticks, for files that do not say how long they are; undefined when that is not found. */
export async function endOfClusters(
  window: FileWindow,
  first: number,
): Promise<number | undefined> {
  const last = (await lastByLengths(window, first)) ?? (await lastInTail(window, first));
  if (last === undefined) return undefined;
  const { times } = await readClusters(window, last, { frames: blocksMax });
  return times.length === 0 ? undefined : Math.max(...times);
}

async function lastByLengths(window: FileWindow, first: number): Promise<number | undefined> {
  let last: number | undefined;
  let position = first;
  for (let i = 0; i < clustersMax && position < window.size; i++) {
    const element = await elementAt(window, position, window.size, ahead);
    if (element === undefined) break;
    if (element.end === undefined) return undefined;
    if (element.id === ids.cluster) last = position;
    if (element.end >= window.size) return last;
    position = element.end;
  }
  return position >= window.size ? last : undefined;
}

const clusterId = Buffer.from([0x1f, 0x43, 0xb6, 0x75]);

async function lastInTail(window: FileWindow, first: number): Promise<number | undefined> {
  const start = Math.max(first, window.size - Math.min(tailLength, Math.floor(window.left / 2)));
  const tail = await window.bytes(start, window.size - start);
  let at = tail.length;
  for (let tries = 0; tries < 16 && at > 0; tries++) {
    at = tail.lastIndexOf(clusterId, at - 1);
    if (at < 0) break;
    // A cluster begins with its time: four bytes may be an id by chance, and hardly both.
    const inner = await elementAt(window, start + at, window.size, ahead);
    const time = inner && (await elementAt(window, inner.body, window.size, ahead));
    if (inner?.id === ids.cluster && time?.id === ids.timestamp) return start + at;
  }
  return undefined;
}
