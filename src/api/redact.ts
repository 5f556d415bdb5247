import type { Logger } from './ports.ts';

const mask = '[hidden]';
/** Shorter strings are words, not secrets: masking them would riddle the log with holes. */
const shortestSecret = 6;

/** Remembers the secrets of this session, and takes them out of text in the forms they occur in. */
export class Redactor {
  /** Longest first: what another secret begins with must not leave the rest of it in sight. */
  #forms: readonly string[] = [];

  /** From now on `secret` is masked: as it is, in JSON, percent-encoded and in base64. */
  hide(secret: string): void {
    if (secret.length < shortestSecret) return;
    const forms = [
      secret,
      encodeURIComponent(secret.toWellFormed()),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      Buffer.from(secret).toString('base64url'),
    ];
    this.#forms = [...new Set([...this.#forms, ...forms])].sort((a, b) => b.length - a.length);
  }

  /** For a log: masks also what looks like an authorization header. */
  redact(text: string): string {
    return this.mask(text.replace(/\b(Bearer|OAuth|Basic)\s+[^\s"',;]{6,}/gi, `$1 ${mask}`));
  }

  /** For what is shown of an answer: masks the known secrets alone. */
  mask(text: string): string {
    return this.#forms.reduce((clean, form) => clean.replaceAll(form, mask), text);
  }
}

/** A logger that cannot be told a secret. */
export function redacting(logger: Logger, redactor: Redactor): Logger {
  const clean = (message: string) => redactor.redact(message);
  return {
    debug: (message) => {
      logger.debug(clean(message));
    },
    info: (message) => {
      logger.info(clean(message));
    },
    warn: (message) => {
      logger.warn(clean(message));
    },
    error: (message) => {
      logger.error(clean(message));
    },
  };
}
