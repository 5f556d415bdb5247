/** What one writes first: a loop around undici, one segment at a time on one connection. */
import { open as openFile } from 'node:fs/promises';
import { Client } from 'undici';
import { segmentFrameBytes } from '../../../src/api/mediaApi.ts';
import { multipart } from '../../../src/api/multipart.ts';
import { cut, segmentAt } from '../../../src/uploads/segments.ts';
import { runErrand, type Errand, type Upload } from './meter.ts';

function open({ origin, segmentBytes }: Errand): Upload {
  const client = new Client(origin);
  const post = async (path: string, contentType: string, body: string | Uint8Array) => {
    const headers = { authorization: 'Bearer bench', 'content-type': contentType };
    const options = { path: `/2/media/upload/${path}`, method: 'POST', headers, body } as const;
    const answer = await client.request(options);
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`HTTP ${answer.statusCode}: ${text}`);
    return JSON.parse(text) as { readonly data: { readonly id: string } };
  };
  const json = (value: object) => ['application/json', JSON.stringify(value)] as const;
  return async (file) => {
    await using handle = await openFile(file, 'r');
    const { size } = await handle.stat();
    const { data } = await post('initialize', ...json({ total_bytes: size }));
    const plan = cut(size, segmentBytes);
    const buffer = Buffer.allocUnsafeSlow(segmentBytes + 2 * segmentFrameBytes);
    const start = segmentFrameBytes;
    for (let index = 0; index < plan.count; index += 1) {
      const { start: position, length } = segmentAt(plan, index);
      await handle.read(buffer, start, length, position);
      const segment = { index, buffer, start, length };
      const form = multipart(segment, [['segment_index', String(index)]]);
      await post(`${data.id}/append`, form.contentType, form.body);
    }
    await post(`${data.id}/finalize`, ...json({}));
  };
}

await runErrand(open);
