import { flaw, type Found } from './facts.ts';

/** What is said of damaged videos. */
export const videoFlaws = {
  damaged: 'The video is damaged.',
  index: 'The index of the video is damaged.',
  noIndex: 'The video is cut short: its index is missing.',
  noTables: 'The video does not say what is in it: its tables of programs are missing.',
  header: 'A header of the video is damaged.',
  noVideo: 'There is no video track.',
  noFrames: 'The video track has no frames.',
} as const;

/** Says that the last bytes of a file are missing. */
export function noteMissing(found: Found, bytes: number): void {
  const many = bytes === 1 ? '1 byte is' : `${bytes.toLocaleString('en-US')} bytes are`;
  flaw(found, `The video is cut short: ${many} missing at the end.`);
}

/**
 * Runs a parser over bytes that are in memory. Whatever it throws is the bytes' fault, and noted as
 * `sentence`: what is left of the file is still read.
 */
export async function noteFault(
  found: Found,
  sentence: string,
  parse: () => void | Promise<void>,
): Promise<void> {
  try {
    await parse();
  } catch {
    flaw(found, sentence);
  }
}
