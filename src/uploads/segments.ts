/** Segments that X takes: indexes 0 to 999. */
export const segmentsMax = 1000;
/** Bytes under which a segment is not halved: what then remains too large is not the segment. */
export const segmentBytesMin = 64 * 1024;

const kibibyte = 1024;

/** How a file is cut: segments of one size, but for the last, which has the rest. */
export interface SegmentPlan {
  readonly totalBytes: number;
  readonly segmentBytes: number;
  readonly count: number;
}

/** The same cut as when the upload began, for a size that is already settled. */
export function cut(totalBytes: number, segmentBytes: number): SegmentPlan {
  return { totalBytes, segmentBytes, count: Math.ceil(totalBytes / segmentBytes) };
}

/** Segments of the wanted size, and larger ones where there would be over a thousand. Bytes. */
export function planSegments(totalBytes: number, wantedBytes: number): SegmentPlan {
  return cut(totalBytes, Math.max(wantedBytes, Math.ceil(totalBytes / segmentsMax)));
}

/** Where a segment is in the file, in bytes. Throws where the plan has none of this index. */
export function segmentAt(
  plan: SegmentPlan,
  index: number,
): { readonly start: number; readonly length: number } {
  if (!Number.isInteger(index) || index < 0 || index >= plan.count) {
    throw new RangeError(`No segment ${index} among ${plan.count}`);
  }
  const start = index * plan.segmentBytes;
  return { start, length: Math.min(plan.segmentBytes, plan.totalBytes - start) };
}

/**
 * Half the segment size (never under 64 KiB, rounded up to whole KiB), for an X that found the
 * segments too large, or undefined when there would be over 1000 segments, or no smaller ones. Of
 * a file that fits one segment, half the file.
 */
export function smallerPlan(plan: SegmentPlan): SegmentPlan | undefined {
  const sent = Math.min(plan.segmentBytes, plan.totalBytes);
  const half = Math.ceil(sent / 2 / kibibyte) * kibibyte;
  const smaller = cut(plan.totalBytes, Math.max(half, segmentBytesMin));
  if (smaller.segmentBytes >= sent || smaller.count > segmentsMax) return undefined;
  return smaller;
}
