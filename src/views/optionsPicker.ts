import * as vscode from 'vscode';
import {
  mediaCategories,
  mediaTypes,
  type MediaCategory,
  type MediaType,
} from '../api/contract.ts';
import { categoriesFor } from '../files/category.ts';
import type { MediaFile } from '../files/inspect.ts';
import { fitOf, fitOfType, fitUnknown, limitsOf } from '../files/limits.ts';
import type { AccountTier } from '../files/tier.ts';
import type { Choices } from '../uploads/record.ts';
import { checkOwners, parseOwners } from '../uploads/additionalOwners.ts';
import { back, choose, enter, type Choice } from './steps.ts';

const title = 'Initialize X upload with Options';
const totalSteps = 4;
/** “As we worked it out”, which for several files differs from one to the next. */
const inferred = 'inferred';
type Inferable<T> = T | typeof inferred;

const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator });

/** The file that is asked about, and whose limits it is held against. */
export interface Asked {
  readonly file: MediaFile;
  readonly tier: AccountTier;
}

type Items<T> = (Choice<Inferable<T>> | vscode.QuickPickItem)[];

function categoryChoices(asked: Asked | undefined): Items<MediaCategory> {
  if (asked === undefined) {
    const label = 'As each file suggests';
    return [
      { label, value: inferred },
      separator('the same for all'),
      ...mediaCategories.map((category) => ({ label: category, value: category })),
    ];
  }
  const { file, tier } = asked;
  const { name, size, mediaType: type, mediaCategory, facts, suggestion } = file;
  const fitIn = (category: MediaCategory) =>
    file.isByNameOnly === true
      ? fitUnknown
      : fitOf({ name, size, type, category, facts, tier }).text;
  const item = (category: MediaCategory) => ({
    label: category,
    description: category === suggestion?.category ? suggestion.reason : undefined,
    detail: `${fitIn(category)} · ${limitsOf(category, type, tier)}`,
    value: category,
  });
  const fitting = categoriesFor(type).filter((category) => category !== mediaCategory);
  const others = mediaCategories.filter(
    (category) => category !== mediaCategory && !fitting.includes(category),
  );
  const suggested = mediaCategory === undefined ? { label: 'none' } : item(mediaCategory);
  return [
    { ...suggested, description: `suggested: ${file.categoryReason}`, value: inferred },
    ...fitting.map(item),
    separator(`X may refuse these for ${type}`),
    ...others.map(item),
  ];
}

function typeChoices(asked: Asked | undefined): Items<MediaType> {
  if (asked === undefined) {
    return [
      { label: 'As each file’s bytes say', value: inferred },
      separator('the same for all'),
      ...mediaTypes.map((type) => ({ label: type, value: type })),
    ];
  }
  const { mediaType, typeReason, isByNameOnly } = asked.file;
  const actual = isByNameOnly === true ? undefined : mediaType;
  return [
    { label: mediaType, description: `suggested: ${typeReason}`, value: inferred },
    separator('X may refuse these for this file'),
    ...mediaTypes
      .filter((type) => type !== mediaType)
      .map((type) => ({ label: type, detail: fitOfType(type, actual).text, value: type })),
  ];
}

const sharedChoices: Choice<boolean>[] = [
  { label: 'Not shared', description: 'X’s default', value: false },
  {
    label: 'Shared',
    description: 'for media that is used in several direct messages',
    value: true,
  },
];

interface Answers {
  category: Inferable<MediaCategory>;
  type: Inferable<MediaType>;
  shared: boolean;
  owners: string;
}

/**
 * Asks for every parameter of initialize, what was worked out standing first; *Back* keeps what
 * was answered. Undefined when the user thinks better of it.
 *
 * @param asked what inspection found, or undefined for several files
 */
export async function pickChoices(
  asked: Asked | undefined,
  subject: string,
): Promise<Choices | undefined> {
  const chosen: Answers = { category: inferred, type: inferred, shared: false, owners: '' };
  const asks = [
    async (step: number) => {
      const placeholder = `Media category of ${subject}`;
      const answer = await choose(
        { title, step, totalSteps, placeholder },
        categoryChoices(asked),
        chosen.category,
      );
      if (answer !== undefined && answer !== back) chosen.category = answer;
      return answer;
    },
    async (step: number) => {
      const placeholder = `Media type of ${subject}`;
      const answer = await choose(
        { title, step, totalSteps, placeholder },
        typeChoices(asked),
        chosen.type,
      );
      if (answer !== undefined && answer !== back) chosen.type = answer;
      return answer;
    },
    async (step: number) => {
      const placeholder = 'Is the media shared?';
      const answer = await choose(
        { title, step, totalSteps, placeholder },
        sharedChoices,
        chosen.shared,
      );
      if (answer !== undefined && answer !== back) chosen.shared = answer;
      return answer;
    },
    async (step: number) => {
      const answer = await enter({
        title,
        step,
        totalSteps,
        prompt:
          'Additional owners: ids of other users who may use the media. Leave it empty for none.',
        placeholder: '2244994945, 6253282',
        value: chosen.owners,
        check: checkOwners,
      });
      if (answer !== undefined && answer !== back) chosen.owners = answer;
      return answer;
    },
  ];
  for (let at = 0; at < asks.length;) {
    const answer = await asks[at]?.(at + 1);
    if (answer === undefined) return undefined;
    at += answer === back ? -1 : 1;
  }
  const additionalOwners = parseOwners(chosen.owners);
  return {
    ...(chosen.category === inferred ? {} : { mediaCategory: chosen.category }),
    ...(chosen.type === inferred ? {} : { mediaType: chosen.type }),
    ...(chosen.shared ? { shared: true } : {}),
    ...(additionalOwners.length > 0 ? { additionalOwners } : {}),
  };
}
