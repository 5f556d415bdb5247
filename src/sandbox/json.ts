/** Values that JSON can carry, and how unknown bytes become one. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * JSON in UTF-8 as a value. Throws a `SyntaxError` for anything else, and for a `__proto__` key at
 * any depth: nobody sends one in good faith, and code that copies it by assignment is fooled.
 */
export function parseJson(bytes: Uint8Array): Json {
  return JSON.parse(utf8(bytes), (key, value: Json) => {
    if (key === '__proto__') throw new SyntaxError('A key is named __proto__.');
    return value;
  }) as Json;
}

/** Throws a `SyntaxError` for bytes that are not UTF-8. */
export function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new SyntaxError('The text is not UTF-8.', { cause });
  }
}

/** RFC 7396: `patch` laid over `target`; null takes a property away. */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isJsonObject(patch)) return patch;
  const merged = new Map(Object.entries(isJsonObject(target) ? target : {}));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key) ?? null, value));
  }
  return Object.fromEntries(merged);
}
