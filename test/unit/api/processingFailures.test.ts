/** X's reasons for a failed processing, as users have reported them: what they are said to mean. */
import { describe, expect, it } from 'vitest';
import { explainProcessingFailure } from '../../../src/api/processingFailures.ts';

describe('a failed processing', () => {
  it.each([
    [
      'Duration too long, maximum:140000, actual:181000 (MediaId: snf:1)',
      'runs 3 minutes, at most 2.3 minutes are',
      'Shorten it',
    ],
    ['duration too long', 'too long for its category', 'Premium'],
    [
      'Duration too short, minimum:500, actual:66',
      'runs 0.1 seconds, at least 0.5 seconds',
      'half a second',
    ],
    ['file size exceeds 15728640 bytes', 'more bytes than its category allows', 'Compress'],
    ['File size is too large', 'more bytes', 'Compress'],
    ['Invalid aspect ratio', '1:3 to 3:1', 'Crop or pad'],
    ['frame rate too high', 'up to 60', '30 or 60'],
    ['Too many frames in the GIF', 'up to 350', 'MP4'],
    ['video bitrate too high', 'bit rate', '25 Mbit/s'],
    ['Dimensions 5000x5000 are not allowed', '32×32 to 1280×1024', 'Scale it'],
    ['Unsupported audio codec: opus', 'sound', 'AAC-LC'],
    ['Unsupported video codec hevc', 'H.264', 'Convert it'],
    ['moov atom not found', 'H.264', 'Convert it'],
    ['not valid video', 'this kind of media', 'type and category'],
    ['internal error', 'X’s and not the file’s', 'same file'],
  ])('of “%s” is explained', (message, means, remedy) => {
    const words = explainProcessingFailure({ code: 1, name: 'InvalidMedia', message });
    expect(words.explanation).toContain(
      `X could not process the media: “InvalidMedia: ${message}”. `,
    );
    expect(words.explanation).toContain(means);
    expect(words.remedy).toContain(remedy);
  });

  it.each([
    [{ code: 1, name: 'InvalidMedia' }, '“InvalidMedia”', 'damaged, cut short'],
    [
      { code: 3, name: 'UnsupportedMedia', message: '' },
      '“UnsupportedMedia”',
      'this kind of media',
    ],
    [{ message: 'InvalidMedia' }, '“InvalidMedia”', 'damaged'],
    [
      { name: 'InvalidMedia', message: 'InvalidMedia: no video' },
      '“InvalidMedia: no video”',
      'damaged',
    ],
  ])('is explained by what there is of %j', (error, quoted, means) => {
    const { explanation } = explainProcessingFailure(error);
    expect(explanation).toContain(`the media: ${quoted}. `);
    expect(explanation).toContain(means);
  });

  it.each([
    [undefined, 'X could not process the media, and gave no reason.'],
    [{}, 'X could not process the media, and gave no reason.'],
    [{ code: 77 }, 'X could not process the media: code 77.'],
    [{ message: 'Zebra' }, 'X could not process the media: “Zebra”.'],
  ])('of %j is said without a guess', (error, explanation) => {
    expect(explainProcessingFailure(error).explanation).toBe(explanation);
    expect(explainProcessingFailure(error).remedy).toContain('plays to its end');
  });
});
