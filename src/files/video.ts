import type { MediaType } from '../api/contract.ts';
import { flaw, type Found } from './facts.ts';
import { FileWindow } from './isoBoxes.ts';
import type { Reading } from './reading.ts';
import { readTransportStream } from './videoTransport.ts';
import { videoFlaws } from './videoFlaws.ts';
import { readIso } from './videoIso.ts';
import { readWebm } from './videoWebm.ts';

/**
 * Fills in what a video's bytes say of it. What is damaged is a flaw in `found`; rejects only with what
 * reading fails with: a limit, a cancellation, the system's error. What was found until then stays.
 */
export async function readVideo(reading: Reading, found: Found, type: MediaType): Promise<void> {
  const window = new FileWindow(reading);
  try {
    if (type === 'video/webm') await readWebm(window, found);
    else if (type === 'video/mp2t') await readTransportStream(window, found);
    else await readIso(window, found, type);
  } catch (error) {
    if (window.failure !== undefined) throw error;
    flaw(found, videoFlaws.damaged);
  }
}
