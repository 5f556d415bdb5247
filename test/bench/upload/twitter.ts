/**
 * twitter-api-v2's `v2.uploadMedia`, whose address is X's and cannot be set: its connections are
 * made here, to the server on loopback and nowhere else, without a look-up of any name.
 */
import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import tls from 'node:tls';
import { EUploadMimeType, TwitterApi } from 'twitter-api-v2';
import { runErrand, type Errand, type Upload } from './meter.ts';

class LoopbackAgent extends Agent {
  readonly #port: number;

  constructor(port: number) {
    super({ keepAlive: true });
    this.#port = port;
  }

  override createConnection(): tls.TLSSocket {
    return tls.connect({ host: '127.0.0.1', port: this.#port, servername: 'api.x.com' });
  }
}

function open({ origin }: Errand): Upload {
  const httpAgent = new LoopbackAgent(Number(new URL(origin).port));
  const { v2 } = new TwitterApi('bench', { httpAgent });
  return async (file) => {
    // It takes a file as one buffer.
    const media = await readFile(file);
    const kind = { media_type: EUploadMimeType.Mp4, media_category: 'tweet_video' } as const;
    await v2.uploadMedia(media, kind);
  };
}

await runErrand(open);
