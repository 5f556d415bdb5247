import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check, type Subject } from '../../../src/files/check.ts';
import { block, code, text } from '../../../src/files/markdown.ts';
import { reportOf, reportOfProblem, type Inspection } from '../../../src/files/report.ts';
import { GB, anySubject, hostileNames, picture, video } from './subjects.ts';

function inspection(subject: Subject, more: Partial<Inspection> = {}): Inspection {
  return {
    ...subject,
    typeReason: 'by its name, confirmed by its first bytes',
    categoryReason: 'it is a video for a post',
    notes: [],
    findings: check(subject),
    reading: { bytes: 41_213, ms: 12.3 },
    ...more,
  };
}

const report = (subject: Subject, more?: Partial<Inspection>) =>
  reportOf(inspection(subject, more));

describe('the report on a file', () => {
  it('reads as a page', () => {
    const subject = video({
      name: 'my_clip.mp4',
      size: 4_213_000,
      facts: { frameRate: 75, durationSecs: 83.4, audioChannels: 2, audioRate: 44_100 },
    });
    expect(report(subject)).toBe(`# \`my_clip.mp4\`

**X may refuse it: 1 finding.**

## 1. 75 fps, X takes 60

- Found: 75 fps
- Allowed: at most 60 fps
- Source: X's pages on media, gathered with its description 2.167 (August 2026), ask for at most 60 frames per second in any video.
- What to do: Encode it at 60 frames per second.

\`\`\`sh
ffmpeg -i 'my_clip.mp4' -vf fps=60 -c:v libx264 -profile:v high -pix_fmt yuv420p -c:a copy 'my_clip-60fps.mp4'
\`\`\`

These lines are for a terminal in the file's folder. They need ffmpeg, write a new file, and leave this one as it is.

## What the file says

| What      | Found                                 |
| --------- | ------------------------------------- |
| Size      | 4.0 MiB (4,213,000 bytes)             |
| Picture   | 1280 × 720 · 75 fps                   |
| Duration  | 1:23.4, 0.4 Mbit/s                    |
| Video     | H.264 High, 4:2:0, 8 bit, progressive |
| Sound     | AAC-LC, stereo, 44.1 kHz              |
| Container | MP4                                   |

## What X is told

- media_type: video/mp4, by its name, confirmed by its first bytes
- media_category: tweet_video, because it is a video for a post

## Every category

Limits of a standard account (the setting xMedia.accountTier).

- tweet_video, ≤ 20 min, ≤ 8 GB, ≤ 60 fps, 32×32 to 1280×1024: 75 fps, X takes 60
- amplify_video, ≤ 20 min, ≤ 8 GB, ≤ 60 fps, 32×32 to 1280×1024: 75 fps, X takes 60
- dm_video, ≤ 140 s, ≤ 512 MB, ≤ 60 fps, 32×32 to 1280×1024: 75 fps, X takes 60

The others are for other kinds of media: tweet_gif, tweet_image, dm_gif, dm_image, subtitles.

## How this was found out

41,213 of 4,213,000 bytes were read, in 12 ms. X was not called, and nothing was sent. What X makes of the file also depends on the account, and X may change its limits.
`);
  });

  it.each([
    ['X will take it, as far as the file tells.', picture()],
    ['X may refuse it: 2 findings.', video({ facts: { frameRate: 75, audioCodec: 'MP3' } })],
    ['X will refuse it: 1 finding.', picture({ size: 17 * GB })],
  ])('begins with the verdict: %s', (verdict, subject) => {
    expect(report(subject).split('\n')[2]).toBe(`**${verdict}**`);
  });

  it('promises nothing of a file that only its name makes a picture', () => {
    const page = report(picture({ facts: {} }), { isByNameOnly: true });
    expect(page).toContain('**X may refuse it: nothing but its name says what it is.**');
  });

  it('has one line for all where several lines mend it, and a suggestion with its reason', () => {
    const page = report(video({ facts: { frameRate: 75, audioCodec: 'MP3' } }), {
      suggestion: { category: 'amplify_video', reason: 'it is long' },
      notes: ['Its name says image/png.'],
    });
    expect(page).toContain("## All of it at once\n\n```sh\nffmpeg -i 'clip.mp4' -vf fps=60");
    expect(page).toContain('- Or amplify_video: it is long\n');
    expect(page).toContain('\n\nIts name says image/png.\n\n');
  });

  it('is short for what cannot be uploaded', () => {
    expect(reportOfProblem('*a*.heic', '“*a*.heic” is a HEIC picture: convert it to JPEG.')).toBe(
      `# \`*a*.heic\`

**It cannot be uploaded to X.**

“\\*a\\*.heic” is a HEIC picture: convert it to JPEG.

## How this was found out

X was not called, and nothing was sent.
`,
    );
  });
});

/** What is left once code is taken out: there, nothing takes effect. */
function outsideCode(page: string): string {
  return page
    .replace(/^(`{3,})sh\n[\s\S]*?\n\1$/gm, '')
    .replace(/(?<![`\\])(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
}

const active = [
  /(?<!\\)<\w/, // HTML, and addresses in angle brackets
  /(?<!\\)\]\(/, // a link
  /(?<!\\)!\[/, // a picture
  /:\/\//, // an address by itself
  /(?<!\\)&#?\w+;/, // an entity
  /(?<!\\)`/, // code that is not closed
  /(?<!\\)\$/, // a formula
];

describe('text from a file in a report', () => {
  const hostile = [
    ...hostileNames,
    '[a](command:evil)',
    '![x](https://example.com/x.png)',
    '<img src=x onerror=alert(1)>',
    'https://example.com',
    '&lt;b&gt; `code` ``` *bold* _it_ ~~s~~ $x^2$ | cell |',
    '# heading\n\n- list\n```\nfence',
  ];

  it.each(hostile)('has no effect: %j', (name) => {
    const subject = video({
      name,
      facts: {
        frameRate: 75,
        audioCodec: name,
        videoProfile: name,
        container: name,
        flaws: [name],
      },
    });
    const page = outsideCode(
      report(subject, { notes: [name], typeReason: name, categoryReason: name }) +
        reportOfProblem(name, name),
    );
    for (const pattern of active) expect(page).not.toMatch(pattern);
    expect(page).not.toContain('**bold');
    const headings = page.match(/^#+ /gm) ?? [];
    // Two titles, a line for all, four parts of the one page and one of the other.
    expect(headings).toHaveLength(check(subject).length + 8);
  });

  it('has no effect, whatever it is, and the page has no control but line feeds', () => {
    fc.assert(
      fc.property(anySubject, fc.string({ unit: 'binary' }), (subject, other) => {
        const page = report(subject, { notes: [other] }) + reportOfProblem(subject.name, other);
        expect(page).not.toMatch(/(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
        for (const pattern of active) expect(outsideCode(page)).not.toMatch(pattern);
      }),
      { numRuns: 60 },
    );
  });

  it('stays readable where it means nothing', () => {
    expect(text('tweet_image, 5 MB (5,242,880 bytes): a & b')).toBe(
      'tweet_image, 5 MB (5,242,880 bytes): a & b',
    );
    expect(text('1. a')).toBe('1\\. a');
    expect(text('# a')).toBe('\\# a');
    expect(text('_a_ www.example.com a@b')).toBe('\\_a\\_ www\\.example.com a\\@b');
    expect(code('a`b``c')).toBe('```a`b``c```');
    expect(code('`a`')).toBe('`` `a` ``');
    expect(block('echo ```', 'sh')).toBe('````sh\necho ```\n````');
  });
});
