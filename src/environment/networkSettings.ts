import * as v from 'valibot';
import * as vscode from 'vscode';
import type { NetworkSettings } from '../api/proxyRoute.ts';
import { ownValue } from './settings.ts';

const schema = v.object({
  proxy: v.fallback(v.string(), ''),
  noProxy: v.fallback(v.array(v.string()), []),
  proxyAuthorization: v.fallback(v.string(), ''),
  proxyStrictSSL: v.fallback(v.boolean(), true),
  proxySupport: v.fallback(v.picklist(['off', 'on', 'fallback', 'override']), 'override'),
});

/**
 * The editor's own `http.*` settings: the user's values, whatever a workspace says, because a
 * proxy sees where each call goes. A value that does not fit counts as the editor's default.
 */
function read(): v.InferOutput<typeof schema> {
  const own = Object.keys(schema.entries).map((name) => [name, ownValue('http', name)] as const);
  return v.parse(schema, Object.fromEntries(own));
}

/** What leads out of here, as it is now: reading it takes above 1 ms, so it is kept until it changes. */
export class Network implements vscode.Disposable {
  #kept: ReturnType<typeof read> | undefined;
  readonly #listening = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('http')) this.#kept = undefined;
  });

  readonly settings = (): NetworkSettings => {
    this.#kept ??= read();
    return { ...this.#kept, environment: process.env };
  };

  dispose(): void {
    this.#listening.dispose();
  }
}
