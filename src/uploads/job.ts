import type { XApiError } from '../api/errors.ts';
import type { MediaApi } from '../api/mediaApi.ts';
import type { MediaUse } from '../files/category.ts';
import type { FileProblem } from '../files/problem.ts';
import type { AccountTier } from '../files/tier.ts';
import type { Caller, UploadRecord } from './record.ts';

/** Who calls which X, and what for. */
export interface Job {
  readonly caller: Caller;
  readonly api: MediaApi;
  /** Whose limits a file is held against. */
  readonly tier: AccountTier;
  /** By the file: folders of a workspace can be for different uses. */
  readonly mediaUse: (file: string) => MediaUse;
}

/** What became of one file. `record` is undefined for what is no file at all, a folder. */
export interface Outcome {
  readonly name: string;
  readonly record: UploadRecord | undefined;
  readonly error?: XApiError | FileProblem | undefined;
}
