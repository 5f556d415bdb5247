/** A line to a server that can be cut, as a network is. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export class Wire implements AsyncDisposable {
  readonly #server: Server;
  readonly #port: number;
  readonly #ends = new Set<Socket>();

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.#port = port;
  }

  /** @param url origin of the server */
  static async to(url: string): Promise<Wire> {
    const server = createServer();
    const wire = new Wire(server, await listening(server, 0));
    server.on('connection', (near) => {
      const far = connect(Number(new URL(url).port), '127.0.0.1');
      for (const [end, other] of [
        [near, far],
        [far, near],
      ] as const) {
        wire.#ends.add(end);
        // A reset is passed on by the end of the other one.
        end.on('error', () => undefined);
        end.on('close', () => {
          wire.#ends.delete(end);
          other.destroy();
        });
        end.pipe(other);
      }
    });
    return wire;
  }

  /** The server's origin, by this line. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Ends every connection; new ones are refused. */
  async cut(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const end of this.#ends) end.destroy();
    await closed;
  }

  async mend(): Promise<void> {
    await listening(this.#server, this.#port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.cut();
  }
}

async function listening(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
