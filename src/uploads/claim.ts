/**
 * A file that one process has to itself. Whoever makes it holds it; whoever finds that its holder is
 * no more takes it over by making the one successor that a content can have, and then puts that in
 * the file's place. So of any number that find the same dead holder one gets the file, and when that
 * one dies over it, one of the rest gets it in the same way.
 */
import { createHash, randomUUID } from 'node:crypto';
import { link, lstat, mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { ownerSchema, thisProcess, type Owner } from './owner.ts';
import { codeOf, isAbsent } from './recordFiles.ts';
import { readSmall } from './smallFile.ts';
import { replace } from './writeWhole.ts';

/** A file that is there. */
export interface Held {
  readonly path: string;
  /** Undefined for what is no small regular file: a folder, a link. */
  readonly text: string | undefined;
}

/** What was taken. */
export interface Claim {
  /** Whether the file is still this one's; somebody may have judged otherwise. */
  held(): Promise<boolean>;
  /** Writes the file again, as it is, for whoever judges by its age. */
  touch(): Promise<void>;
  /** Leaves a file alone that is another's by now. Rejects with the system's error. */
  release(): Promise<void>;
}

/**
 * Undefined when somebody has the file, by `isNobodys`. Makes its folder. Rejects with the system's
 * error when nothing can be written there.
 */
export async function claim(
  file: string,
  isNobodys: (held: Held) => boolean | Promise<boolean>,
): Promise<Claim | undefined> {
  const mine = JSON.stringify({ ...thisProcess, key: randomUUID() });
  const line = await lineOf(file);
  const last = line.at(-1);
  if (last === undefined) {
    return (await create(file, mine)) ? claimOf(file, mine) : undefined;
  }
  if (!(await isNobodys(last))) return undefined;
  const successor = successorOf(file, last);
  if (!(await create(successor, mine))) return undefined;
  // Another may have come, and put itself in place, since the first of the line was read.
  if (!(await putInPlace(file, mine, line[0], successor))) {
    await rm(successor, { force: true });
    return undefined;
  }
  for (const { path: left } of line.slice(1)) await rm(left, { force: true, recursive: true });
  return claimOf(file, mine);
}

/** Who has the file, dead or alive; undefined when it is not there. */
export async function holderOf(file: string): Promise<Held | undefined> {
  return (await lineOf(file)).at(-1);
}

/** Whose a file says it is; undefined when it does not. */
export function ownerIn({ text }: Held): Owner | undefined {
  const owner = v.safeParse(v.pipe(v.string(), v.parseJson(), ownerSchema), text);
  return owner.success ? owner.output : undefined;
}

function claimOf(file: string, mine: string): Claim {
  const held = async () => (await readSmall(file)) === mine;
  return {
    held,
    touch: async () => {
      // Through one handle, so that what is written over is what was read.
      await using handle = await open(file, 'r+');
      if ((await handle.readFile('utf8')) === mine) await handle.write(mine, 0);
    },
    release: async () => {
      if (await held()) await rm(file, { force: true });
    },
  };
}

/** The file and its successors: the last one has it. */
async function lineOf(file: string): Promise<Held[]> {
  const line: Held[] = [];
  for (let next = file; ;) {
    const held = await look(next);
    if (held === undefined) return line;
    line.push(held);
    next = successorOf(file, held);
  }
}

async function look(file: string): Promise<Held | undefined> {
  try {
    await lstat(file);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
  return { path: file, text: await readSmall(file) };
}

function successorOf(file: string, { text = '' }: Held): string {
  return `${file}.${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

/**
 * A line that begins otherwise by now has been ended: a successor in it means nothing. Only the
 * last of a line puts itself in place, so nobody else does between this look and that.
 */
async function putInPlace(
  file: string,
  mine: string,
  first: Held | undefined,
  successor: string,
): Promise<boolean> {
  const now = await look(file);
  if (now === undefined || now.text !== first?.text) return false;
  if (now.text !== undefined) {
    await replace(successor, file);
    return true;
  }
  // Over a folder or its like nothing can be put.
  await rm(file, { force: true, recursive: true });
  const made = await create(file, mine);
  if (made) await rm(successor, { force: true });
  return made;
}

/** Whether the file is made; it is there whole, or was there before. */
async function create(file: string, text: string): Promise<boolean> {
  const dir = path.dirname(file);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const temporary = path.join(dir, `.${path.basename(file)}.${randomUUID()}.tmp`);
  try {
    await write(temporary, text);
    await link(temporary, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // Removed with its folder meanwhile.
    if (isAbsent(error)) return false;
  } finally {
    await rm(temporary, { force: true });
  }
  // Not every file system has links; elsewhere the file is there before its text.
  try {
    await write(file, text);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function write(file: string, text: string): Promise<void> {
  await using handle = await open(file, 'wx', 0o600);
  await handle.writeFile(text);
}
