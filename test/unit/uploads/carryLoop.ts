/**
 * Carries uploads to a sandbox until it is killed, or done:
 * `node carryLoop.ts <url> <token> <folder> <id…>`.
 */
import { openCarrying } from './carryRig.ts';

const [, , url = '', token = '', dir = '', ...ids] = process.argv;
const keys = { consumerKey: '', consumerSecret: '', accessToken: '', accessTokenSecret: '' };
const x = { token, oauth1: keys };
const window = await openCarrying(x, { path: dir }, url, { segmentBytes: 1000 });
process.stdout.write('ready\n');
const ended = await Promise.all(ids.map((id) => window.carry(id)));
process.stdout.write(`${ended.join(' ')}\n`);
await window[Symbol.asyncDispose]();
