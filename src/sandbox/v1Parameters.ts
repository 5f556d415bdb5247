/** The parameters of a v1.1 call, wherever they stand: query, form or multipart. */
import { idPattern } from '../api/contract.ts';
import type { Body } from './body.ts';
import type { Media } from './mediaStore.ts';
import type { CallRequest, World } from './calls.ts';
import type { Target } from './dialect.ts';
import { tooLarge } from './problems.ts';
import type { Parameter } from './urlencoded.ts';
import { invalid, invalidMediaId, missing, refused } from './v1.ts';

function sent(query: URLSearchParams, body: Body | undefined): readonly Parameter[] {
  if (body?.kind === 'form') return [...query, ...body.form.fields];
  return body?.kind === 'urlencoded' ? [...query, ...body.parameters] : [...query];
}

/** The media id of an APPEND; undefined as long as its command and its id have not both come. */
export function appendTo({ query }: Target, fields: readonly Parameter[]): string | undefined {
  const value = (wanted: string) => [...query, ...fields].find(([name]) => name === wanted)?.[1];
  return value('command') === 'APPEND' ? value('media_id') : undefined;
}

/** Case counts. Undefined for none, and for more than one. */
export function commandOf(query: URLSearchParams, body: Body | undefined): string | undefined {
  const commands = sent(query, body).filter(([name]) => name === 'command');
  return commands.length === 1 ? commands[0]?.[1] : undefined;
}

/**
 * By name. Refuses what comes twice, which X documents nowhere; lets pass what no call knows, as
 * X does.
 */
export class Parameters {
  readonly #values = new Map<string, string>();

  constructor({ query, body }: Pick<CallRequest, 'query' | 'body'>) {
    if (body.kind === 'tooLarge') throw tooLarge();
    if (body.kind === 'malformed') throw refused(`The body cannot be read: ${body.detail}`);
    for (const [name, value] of sent(query, body)) {
      if (this.#values.has(name)) throw invalid(name);
      this.#values.set(name, value);
    }
  }

  optional(name: string): string | undefined {
    return this.#values.get(name);
  }

  required(name: string): string {
    const value = this.#values.get(name);
    if (value === undefined) throw missing(name);
    return value;
  }

  /** Only a plain decimal stands for a number. */
  wholeNumber(name: string, max: number): number {
    const text = this.required(name);
    const value = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
    if (value <= max) return value;
    throw invalid(name);
  }

  /** One of `allowed`; undefined when it was not sent. */
  choice<const Choice extends string>(
    name: string,
    allowed: readonly Choice[],
  ): Choice | undefined {
    const text = this.#values.get(name);
    const choice = allowed.find((each) => each === text);
    if (text !== undefined && choice === undefined) throw invalid(name);
    return choice;
  }

  /** An id that has expired is as unknown as any other. */
  media({ media }: World): Media {
    const id = this.required('media_id');
    const found = idPattern.test(id) ? media.get(id) : undefined;
    if (found === undefined) throw invalidMediaId(id);
    return found;
  }
}
