/** What belongs to the host and to every other extension. */
import assert from 'node:assert/strict';

export function processWide(): Record<string, unknown> {
  const names = ['fetch', 'Request', 'Response', 'Headers', 'FormData', 'WebSocket', 'EventSource'];
  const slots = ['1', '2'].map((n) => Symbol.for(`undici.globalDispatcher.${n}`));
  return Object.fromEntries(
    [...names, ...slots].map((key) => [String(key), Reflect.get(globalThis, key) as unknown]),
  );
}

export function assertUntouched(before: Record<string, unknown>): void {
  const now = processWide();
  for (const [name, value] of Object.entries(before)) {
    // Compared by identity, without printing a dispatcher's thousand lines.
    assert.ok(now[name] === value, `${name} is another object than before`);
  }
}
