/** A network between a client and a server that breaks as it is told to. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface NetworkFault {
  /** What the first line of a request has to match. */
  readonly on: RegExp;
  /** 1 (default) for the next such request. */
  readonly nth?: number;
  /** Requests in a row, from the nth on; default 1. */
  readonly times?: number;
  /**
   * - `drop`: resets both ends, once so many bytes of the request have come through.
   * - `stall`: passes nothing on, and says nothing.
   * - `pause`: takes no more bytes than there is room for on the way.
   * - `half-open`: the request arrives, and its answer never does.
   * - `cut`: the answer ends after so many bytes.
   * - `slow`: the request arrives so many bytes at a time.
   */
  readonly does: 'drop' | 'stall' | 'pause' | 'half-open' | 'cut' | 'slow';
  readonly bytes?: number;
}

export interface BrokenNetwork extends AsyncDisposable {
  readonly url: string;
  /** Faults that have not come about in full. */
  left(): number;
  /** Nobody listens any more, and whoever was connected is not. */
  goDown(): Promise<void>;
  comeUp(): Promise<void>;
}

export async function brokenNetwork(
  target: string,
  faults: readonly NetworkFault[] = [],
): Promise<BrokenNetwork> {
  const { port: targetPort } = new URL(target);
  let armed = faults.map((fault) => ({ ...fault, seen: 0, remaining: fault.times ?? 1 }));
  const sockets = new Set<Socket>();
  const take = (line: string): NetworkFault | undefined => {
    const meant = armed.filter(({ on }) => on.test(line));
    for (const fault of meant) fault.seen += 1;
    const due = meant.find(({ seen, nth = 1 }) => seen >= nth);
    if (due !== undefined) due.remaining -= 1;
    armed = armed.filter(({ remaining }) => remaining > 0);
    return due;
  };

  const server = createServer((client) => {
    const x = connect(Number(targetPort), '127.0.0.1');
    for (const socket of [client, x]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('close', () => x.destroy());
    x.on('close', () => client.destroy());
    let fault: NetworkFault | undefined;
    let passed = 0;
    let answered = 0;
    client.on('data', (chunk: Buffer) => {
      const [line = ''] = chunk.toString('latin1', 0, 200).split('\r\n', 1);
      if (/^(GET|POST) \//.test(line)) {
        fault = take(line);
        passed = 0;
        answered = 0;
      }
      const { does, bytes = 0 } = fault ?? {};
      if (does === 'stall') return;
      if (does === 'pause') {
        client.pause();
        return;
      }
      if (does === 'drop' && passed + chunk.length > bytes) {
        x.write(chunk.subarray(0, Math.max(0, bytes - passed)), () => {
          x.destroy();
          client.resetAndDestroy();
        });
        return;
      }
      passed += chunk.length;
      if (does !== 'slow') {
        x.write(chunk);
        return;
      }
      client.pause();
      const pieces = Array.from({ length: Math.ceil(chunk.length / bytes) }, (_, at) =>
        chunk.subarray(at * bytes, (at + 1) * bytes),
      );
      const next = () => {
        const piece = pieces.shift();
        if (piece === undefined) client.resume();
        else x.write(piece, () => setImmediate(next));
      };
      next();
    });
    x.on('data', (chunk: Buffer) => {
      const { does, bytes = 0 } = fault ?? {};
      if (does === 'half-open') return;
      if (does === 'cut') {
        if (answered + chunk.length >= bytes) client.end(chunk.subarray(0, bytes - answered));
        answered += chunk.length;
        return;
      }
      client.write(chunk);
    });
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const goDown = () =>
    new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
      for (const socket of sockets) socket.destroy();
    });
  return {
    url: `http://127.0.0.1:${port}`,
    left: () => armed.length,
    goDown,
    comeUp: () => listen(port),
    [Symbol.asyncDispose]: goDown,
  };
}
