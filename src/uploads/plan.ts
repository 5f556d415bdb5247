import type { InitializeRequest, MediaType } from '../api/contract.ts';
import { categoryFor, type MediaUse } from '../files/category.ts';
import type { MediaFile } from '../files/inspect.ts';
import type { Choices, UploadRecord } from './record.ts';

export interface Plan {
  readonly file: UploadRecord['file'];
  readonly notes: readonly string[];
  readonly request: InitializeRequest & { additional_owners?: string[] | undefined };
}

/** What X is told about a file: what the user chose, and what inspection found for the rest. */
export function plan(file: MediaFile, choices: Choices, use: MediaUse): Plan {
  const { path, name, size, mtimeMs, notes } = file;
  return {
    file: { path, name, size, mtimeMs },
    notes: choices.mediaType === undefined ? notes : [],
    request: {
      media_type: choices.mediaType ?? file.mediaType,
      total_bytes: size,
      media_category: choices.mediaCategory ?? categoryOf(file, choices.mediaType, use),
      // X's defaults are not spelled out: the request holds nothing that nobody asked for.
      shared: choices.shared === true ? true : undefined,
      additional_owners: choices.additionalOwners?.length
        ? [...choices.additionalOwners]
        : undefined,
    },
  };
}

/** The category of the type that is sent, which is not the file's own when the user chose another. */
function categoryOf(file: MediaFile, chosen: MediaType | undefined, use: MediaUse) {
  if (chosen === undefined || chosen === file.mediaType) return file.mediaCategory;
  return categoryFor(chosen, use, file.mediaCategory?.endsWith('_gif') ?? false).category;
}
