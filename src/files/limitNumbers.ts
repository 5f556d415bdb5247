/**
 * X's pages write MB and GB without saying which: the larger reading, so that a finding is sure.
 * 16 GB is then the very number of bytes (17179869184) that X's description allows.
 */
export const MB = 2 ** 20;
export const GB = 2 ** 30;

/** What older pages of X allow a video in a post: seconds, and bytes. */
export const olderPostLimits = { durationSecs: 140, bytes: 512 * MB } as const;
