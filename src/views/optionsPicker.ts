import * as vscode from 'vscode';
import {
  mediaCategories,
  mediaTypes,
  type MediaCategory,
  type MediaType,
} from '../api/contract.ts';
import { categoriesFor } from '../files/category.ts';
import type { MediaFile } from '../files/inspect.ts';
import type { Choices } from '../uploads/record.ts';
import { checkOwners, parseOwners } from '../uploads/additionalOwners.ts';
import { back, choose, enter, type Choice } from './steps.ts';

const title = 'Initialize X upload with Options';
const totalSteps = 4;
/** “As we worked it out”, which for several files differs from one to the next. */
const inferred = 'inferred';
type Inferable<T> = T | typeof inferred;

const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator });

function categoryChoices(
  file: MediaFile | undefined,
): (Choice<Inferable<MediaCategory>> | vscode.QuickPickItem)[] {
  const item = (category: MediaCategory) => ({ label: category, value: category });
  if (file === undefined) {
    const label = 'As each file suggests';
    return [
      { label, value: inferred },
      separator('the same for all'),
      ...mediaCategories.map(item),
    ];
  }
  const fitting = categoriesFor(file.mediaType).filter(
    (category) => category !== file.mediaCategory,
  );
  const others = mediaCategories.filter(
    (category) => category !== file.mediaCategory && !fitting.includes(category),
  );
  return [
    {
      label: file.mediaCategory ?? 'none',
      description: `suggested: ${file.categoryReason}`,
      value: inferred,
    },
    ...fitting.map(item),
    separator(`X may refuse these for ${file.mediaType}`),
    ...others.map(item),
  ];
}

function typeChoices(
  file: MediaFile | undefined,
): (Choice<Inferable<MediaType>> | vscode.QuickPickItem)[] {
  const item = (type: MediaType) => ({ label: type, value: type });
  if (file === undefined) {
    return [
      { label: 'As each file’s bytes say', value: inferred },
      separator('the same for all'),
      ...mediaTypes.map(item),
    ];
  }
  return [
    { label: file.mediaType, description: `suggested: ${file.typeReason}`, value: inferred },
    separator('X may refuse these for this file'),
    ...mediaTypes.filter((type) => type !== file.mediaType).map(item),
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
 * @param file what inspection found, or undefined for several files
 */
export async function pickChoices(
  file: MediaFile | undefined,
  subject: string,
): Promise<Choices | undefined> {
  const chosen: Answers = { category: inferred, type: inferred, shared: false, owners: '' };
  const asks = [
    async (step: number) => {
      const placeholder = `Media category of ${subject}`;
      const answer = await choose(
        { title, step, totalSteps, placeholder },
        categoryChoices(file),
        chosen.category,
      );
      if (answer !== undefined && answer !== back) chosen.category = answer;
      return answer;
    },
    async (step: number) => {
      const placeholder = `Media type of ${subject}`;
      const answer = await choose(
        { title, step, totalSteps, placeholder },
        typeChoices(file),
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
