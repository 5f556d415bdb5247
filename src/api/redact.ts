import { percentDecode, percentEncode } from './percent.ts';
import type { Logger } from './ports.ts';

const mask = '[hidden]';
/** Shorter strings are words, not secrets: masking them would riddle the log with holes. */
const shortestSecret = 6;
/** Secrets of one request each that are remembered: more than requests that can be under way. */
const passingMax = 64;

/** Of a signature's parameters: which stay, and which are another with each request. */
const lastingParameters = new Set(['oauth_consumer_key', 'oauth_token']);
const passingParameters = new Set(['oauth_nonce', 'oauth_signature']);

/** A secret as it is, in JSON, percent-encoded once or twice in the usual ways, and in base64. */
function formsOf(secret: string): string[] {
  const once = [encodeURIComponent(secret.toWellFormed()), percentEncode(secret)];
  const encoded = [...once, ...once.map(encodeURIComponent)];
  return [
    secret,
    ...encoded,
    ...encoded.map((text) => text.replace(/%../g, (triplet) => triplet.toLowerCase())),
    JSON.stringify(secret).slice(1, -1),
    ...(['base64', 'base64url'] as const).flatMap((encoding) => [
      Buffer.from(secret).toString(encoding).replace(/=+$/, ''),
      ...amidBase64(secret, encoding),
    ]),
  ];
}

/**
 * What a secret is in the base64 of a longer text, such as `Bearer` and the token: one of three,
 * by how many bytes stand before it, less the characters that it shares with its neighbours.
 */
function amidBase64(secret: string, encoding: 'base64' | 'base64url'): string[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const whole = bytes.toString(encoding);
    return whole.slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
  });
}

/** Remembers the secrets of this session, and takes them out of text in the forms they occur in. */
export class Redactor {
  /** By the secret: its forms. */
  readonly #lasting = new Map<string, readonly string[]>();
  /** The forms of each, oldest first. */
  readonly #passing: (readonly string[])[] = [];
  /** Longest first: what another secret begins with must not leave the rest of it in sight. */
  #forms: readonly string[] = [];

  /** From now on `secret` is masked, in each of its forms. */
  readonly hide = (secret: string): void => {
    if (secret.length < shortestSecret || this.#lasting.has(secret)) return;
    this.#lasting.set(secret, formsOf(secret));
    this.#collect();
  };

  /** Masks what the value of an `Authorization` header carries: a token, or the parts of a signature. */
  hideAuthorization(value: string): void {
    if (!/^OAuth /i.test(value)) {
      this.hide(value.replace(/^\w+ /, ''));
      return;
    }
    for (const [, name = '', encoded = ''] of value.matchAll(/(\w+)="([^"]*)"/g)) {
      const secret = percentDecode(encoded);
      if (lastingParameters.has(name)) this.hide(secret);
      else if (passingParameters.has(name) && secret.length >= shortestSecret) {
        this.#passing.push(formsOf(secret));
      }
    }
    this.#passing.splice(0, this.#passing.length - passingMax);
    this.#collect();
  }

  #collect(): void {
    const forms = new Set([...this.#lasting.values(), ...this.#passing].flat());
    this.#forms = [...forms].sort((a, b) => b.length - a.length);
  }

  /** For a log: masks also what looks like an authorization, or a part of one. */
  redact(text: string): string {
    return this.mask(
      text
        .replace(/\bOAuth\s+\w+="[^"]*"(\s*,\s*\w+="[^"]*")*/gi, `OAuth ${mask}`)
        .replace(
          /\b(oauth_(?:consumer_key|token|token_secret|signature|nonce|verifier))\b(["']?\s*(?:[=:]|%3D)\s*["']?)[^\s"'&,;]+/gi,
          `$1$2${mask}`,
        )
        .replace(/\b(Bearer|OAuth|Basic)\s+[^\s"',;]{6,}/gi, `$1 ${mask}`),
    );
  }

  /** For what is shown of an answer: masks the known secrets alone. */
  mask(text: string): string {
    return this.#forms.reduce((clean, form) => clean.replaceAll(form, mask), text);
  }
}

/** What moves a terminal's cursor or begins a line, where a file's name or an answer holds it. */
// eslint-disable-next-line no-control-regex -- the point is to name them
const steering = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/g;

/**
 * A logger that cannot be told a secret, nor made to write a line that looks like one of its own:
 * each further line of a message is indented.
 */
export function redacting(logger: Logger, redactor: Redactor): Logger {
  const clean = (message: string) =>
    redactor
      .redact(message)
      .replace(/\r\n/g, '\n')
      .replace(steering, ' ')
      .replaceAll('\n', '\n    ');
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
