import type { InitializeRequest, MediaType } from '../api/contract.ts';
import { categoryFor, type MediaUse } from '../files/category.ts';
import { check } from '../files/check.ts';
import type { MediaFile } from '../files/inspect.ts';
import type { Inspected } from '../files/inspected.ts';
import { mendingCommand } from '../files/remedies.ts';
import type { AccountTier } from '../files/tier.ts';
import type { Choices, UploadRecord } from './record.ts';

export interface Plan {
  readonly file: UploadRecord['file'];
  readonly notes: readonly string[];
  readonly inspected: Inspected;
  readonly request: InitializeRequest & { additional_owners?: string[] | undefined };
}

/** What media is for, and whose limits count. */
export interface Purpose {
  readonly use: MediaUse;
  readonly tier: AccountTier;
}

/** What X is told about a file: what the user chose, and what inspection found for the rest. */
export function plan(file: MediaFile, choices: Choices, { use, tier }: Purpose): Plan {
  const { path, name, size, mtimeMs, notes, facts } = file;
  const type = choices.mediaType ?? file.mediaType;
  const worked = categoryOf(file, choices.mediaType, use);
  const category = choices.mediaCategory ?? worked.category;
  const bytes = file.isByNameOnly ? undefined : file.mediaType;
  const subject = { name, size, type, category, facts, bytes, tier };
  const findings = check(subject);
  return {
    file: { path, name, size, mtimeMs },
    notes: choices.mediaType === undefined ? notes : [],
    inspected: {
      facts,
      findings,
      mending: mendingCommand(findings, subject),
      typeReason: choices.mediaType === undefined ? file.typeReason : chosen,
      categoryReason: choices.mediaCategory === undefined ? worked.reason : chosen,
    },
    request: {
      media_type: type,
      total_bytes: size,
      media_category: category,
      // X's defaults are not spelled out: the request holds nothing that nobody asked for.
      shared: choices.shared === true ? true : undefined,
      additional_owners: choices.additionalOwners?.length
        ? [...choices.additionalOwners]
        : undefined,
    },
  };
}

const chosen = 'you chose it';

/** The category of the type that is sent, which is not the file's own when the user chose another. */
function categoryOf(file: MediaFile, type: MediaType | undefined, use: MediaUse) {
  if (type === undefined || type === file.mediaType) {
    return { category: file.mediaCategory, reason: file.categoryReason };
  }
  return categoryFor(type, use, file.facts.isAnimated ?? false);
}
