import { Again } from './again.ts';
import { isMarkup, parseJson } from './problem.ts';
import {
  asked,
  both,
  code,
  either,
  inXWords,
  onceMore,
  says,
  status,
  withOptions,
  type Refusal,
  type Rule,
} from './rule.ts';

const options = '“Initialize X upload with Options…”';
const knowsTheId = asked('append', 'finalize', 'status', 'altText', 'subtitles');

/** A 404 of X's own: initialize found its calls at this address, so that it is about the id. */
function isXProblem({ answer, problem }: Refusal): boolean {
  return (
    !isMarkup(answer.text) &&
    parseJson(answer.text) !== undefined &&
    (problem.title ?? problem.type) !== undefined
  );
}

/** Refusals of the media, or of its id. */
export const mediaRefusals: readonly Rule[] = [
  {
    kind: 'media-type',
    when: both(status(400), says(/media type unrecognized/i)),
    explanation: () => 'X found that the bytes are not what the media type says.',
    remedy: ({ call }) =>
      call === 'initialize'
        ? `Pick another type with ${options}.`
        : `Initialize the file again, as another type, with ${options}.`,
    action: withOptions,
  },
  {
    kind: 'segments',
    when: both(status(400), says(/segments do not add up/i)),
    explanation: () =>
      'The bytes sent do not add up to the size given at initialize: the file changed since.',
    remedy: ({ call }) =>
      call === 'initialize'
        ? 'Initialize again.'
        : 'Initialize the file again: it is then sent from its start.',
    action: onceMore,
  },
  {
    kind: 'media-refused',
    when: code(324),
    explanation: (refusal) =>
      `X refuses the media for its type, its size or its category.${inXWords(refusal)}`,
    remedy: ({ call }) =>
      call === 'initialize'
        ? `Pick another type or category with ${options}, or another file.`
        : `Initialize the file again, as another type or category, with ${options}, or another file.`,
    action: withOptions,
  },
  {
    kind: 'invalid-request',
    when: code(25, 38, 195),
    explanation: (refusal) => `X misses a parameter in the request.${inXWords(refusal)}`,
    remedy: ({ call }) =>
      `${Again(call)}; if it stays, report it with the log (X Media: Show Log), or set xMedia.apiVersion to v2.`,
    action: onceMore,
  },
  {
    kind: 'media-gone',
    when: both(
      knowsTheId,
      either(
        either(
          code(325),
          both(({ dialect }) => dialect === 'v2', both(status(404), isXProblem)),
        ),
        // Shape D, with the id as X's own code writes it.
        both(
          status(400, 404),
          says(/invalid media_?id|media_?id\b.*\b(invalid|unknown|expired|not found)/i),
        ),
      ),
    ),
    explanation: ({ call }) =>
      `X does not know ${call === 'subtitles' ? 'one of the two media_ids' : 'this media_id'} any more: it expired, or belongs to another account.`,
    remedy: ({ call }) =>
      call === 'altText' || call === 'subtitles'
        ? 'Initialize and upload the file again.'
        : 'Initialize again.',
    action: onceMore,
  },
];
