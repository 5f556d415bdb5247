/** Notes on accounts, sealed with the key of each: what windows leave for one another. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { accountSchema, type Account } from './account.ts';

const noteSchema = v.object({
  version: v.literal(1),
  revision: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  /** It is signed out. */
  gone: v.optional(v.literal(true)),
  /** The account, or nothing of one that is gone; what stands beside it is sealed too. */
  sealed: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{38,}$/)),
});
export type Note = v.InferOutput<typeof noteSchema>;
/** A note that the account's own key has sealed. */
export type Opened = { readonly revision: number } & (
  { readonly account: Account } | { readonly gone: true }
);

/** Undefined for what is no note. */
export function readNote(text: string): Note | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), noteSchema), text);
  return parsed.success ? parsed.output : undefined;
}

const cipher = 'aes-256-gcm';

export function sealedNote(account: Account): Note {
  const open = { version: 1, revision: account.revision } as const;
  return { ...open, sealed: seal(account, open, JSON.stringify(account)) };
}

export function goneNote(account: Account): Note {
  const open = { version: 1, revision: account.revision, gone: true } as const;
  return { ...open, sealed: seal(account, open, '') };
}

/** What everybody can read of a note, and nobody can change. */
function legible(id: string, { revision, gone }: Omit<Note, 'sealed'>): Buffer {
  return Buffer.from(JSON.stringify([id, revision, gone === true]));
}

function seal({ id, handoverKey }: Account, note: Omit<Note, 'sealed'>, text: string): string {
  const iv = randomBytes(12);
  const sealing = createCipheriv(cipher, Buffer.from(handoverKey, 'base64url'), iv);
  sealing.setAAD(legible(id, note));
  const body = Buffer.concat([sealing.update(text), sealing.final()]);
  return Buffer.concat([iv, sealing.getAuthTag(), body]).toString('base64url');
}

/** Undefined for what another key sealed, or for another account. */
export function openNote(note: Note, { id, origin, handoverKey }: Account): Opened | undefined {
  const { revision, gone } = note;
  try {
    const bytes = Buffer.from(note.sealed, 'base64url');
    const opening = createDecipheriv(
      cipher,
      Buffer.from(handoverKey, 'base64url'),
      bytes.subarray(0, 12),
      { authTagLength: 16 },
    );
    opening.setAAD(legible(id, note));
    opening.setAuthTag(bytes.subarray(12, 28));
    const text = Buffer.concat([opening.update(bytes.subarray(28)), opening.final()]).toString();
    if (gone === true) return { revision, gone };
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), accountSchema), text);
    const ours = parsed.success && parsed.output.id === id && parsed.output.origin === origin;
    return ours ? { revision, account: parsed.output } : undefined;
  } catch {
    // The tag does not fit: nothing of it is believed.
    return undefined;
  }
}
