import type { InitializeRequest } from '../api/contract.ts';
import type { MediaFile } from '../files/inspect.ts';
import type { Choices, UploadRecord } from './record.ts';

export interface Plan {
  readonly file: UploadRecord['file'];
  readonly notes: readonly string[];
  readonly request: InitializeRequest & { additional_owners?: string[] | undefined };
}

/** What X is told about a file: what the user chose, and what inspection found for the rest. */
export function plan(file: MediaFile, choices: Choices): Plan {
  const { path, name, size, mtimeMs, notes } = file;
  return {
    file: { path, name, size, mtimeMs },
    notes: choices.mediaType === undefined ? notes : [],
    request: {
      media_type: choices.mediaType ?? file.mediaType,
      total_bytes: size,
      media_category: choices.mediaCategory ?? file.mediaCategory,
      // X's defaults are not spelled out: the request holds nothing that nobody asked for.
      shared: choices.shared === true ? true : undefined,
      additional_owners: choices.additionalOwners?.length
        ? [...choices.additionalOwners]
        : undefined,
    },
  };
}
