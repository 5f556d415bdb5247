/** RFC 3986: all but letters, digits and `-._~`. A lone surrogate becomes U+FFFD, as in a URL. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** `%2B` → `+`; what is no encoding stays as it is. */
export function percentDecode(text: string): string {
  return text.replace(/(%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString(),
  );
}
