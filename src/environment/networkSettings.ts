import * as v from 'valibot';
import * as vscode from 'vscode';
import type { NetworkSettings } from '../api/proxyRoute.ts';

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
export function networkSettings(): NetworkSettings {
  const http = vscode.workspace.getConfiguration('http');
  const own = Object.keys(schema.entries).map((name): [string, unknown] => {
    const inspected = http.inspect(name);
    return [name, inspected?.globalValue ?? inspected?.defaultValue];
  });
  return { ...v.parse(schema, Object.fromEntries(own)), environment: process.env };
}
