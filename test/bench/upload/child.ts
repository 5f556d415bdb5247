/** A process that answers in messages: the server, or one client's upload. */
import type { Serializable } from 'node:child_process';
import path from 'node:path';
import { ProcessGroup } from '../../harness/processGroup.ts';

/** A TypeScript file of this folder, run by this Node, that trusts the bench's authority. */
export class Child implements AsyncDisposable {
  readonly #group: ProcessGroup;
  readonly #name: string;

  constructor(name: string, trusted: string, args: readonly string[] = []) {
    this.#name = name;
    const script = path.join(import.meta.dirname, `${name}.ts`);
    this.#group = new ProcessGroup(process.execPath, ['--expose-gc', script, ...args], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, NODE_EXTRA_CA_CERTS: trusted },
    });
  }

  /** Its next message; rejects when it ends before that. */
  async heard(): Promise<unknown> {
    const { child, exited } = this.#group;
    const message = Promise.withResolvers<unknown>();
    child.once('message', message.resolve);
    const ended = exited.then((code) => {
      throw new Error(`The bench's ${this.#name} ended with ${code} and said nothing`);
    });
    return Promise.race([message.promise, ended]);
  }

  async ask(question: Serializable): Promise<unknown> {
    const answer = this.heard();
    this.#group.child.send(question);
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#group.stop();
  }
}
