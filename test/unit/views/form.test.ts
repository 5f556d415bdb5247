/** The tab a form lives in, in an editor that is a stand-in. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { form } from './formSupport.ts';

/** A webview panel as far as a form uses one; what is done to it once it is gone throws. */
class Panel {
  readonly posted: { readonly type: string }[] = [];
  readonly args: readonly unknown[];
  revealed = 0;
  disposed = false;
  html = '';
  #receive: (message: unknown) => void = () => undefined;
  #gone: () => void = () => undefined;

  constructor(args: readonly unknown[]) {
    this.args = args;
  }

  get webview() {
    if (this.disposed) throw new Error('Webview is disposed');
    const show = (text: string) => (this.html = text);
    return {
      set html(text: string) {
        show(text);
      },
      postMessage: (message: { readonly type: string }) => {
        this.posted.push(message);
        return Promise.resolve(true);
      },
      onDidReceiveMessage: (listener: (message: unknown) => void) => {
        this.#receive = listener;
      },
    };
  }

  /** What the page says. */
  say(message: unknown): void {
    this.#receive(message);
  }

  onDidDispose(listener: () => void): void {
    this.#gone = listener;
  }

  reveal(): void {
    this.revealed += 1;
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.#gone();
  }
}

const panels: Panel[] = [];
const copied = vi.fn<(text: string) => Promise<void>>(() => Promise.resolve());
const opened = vi.fn<(url: string) => Promise<boolean>>(() => Promise.resolve(true));

vi.mock('vscode', () => ({
  ViewColumn: { Active: -1 },
  Uri: { parse: (text: string) => text },
  env: {
    clipboard: { writeText: (text: string) => copied(text) },
    openExternal: (url: string) => opened(url),
  },
  window: {
    createWebviewPanel: (...args: readonly unknown[]) => {
      const panel = new Panel(args);
      panels.push(panel);
      return panel;
    },
  },
}));
const { showForm } = await import('../../../src/views/form.ts');

const values = { name: 'ada', secret: 's3cr3t' };
const submit = { type: 'submit', values };

beforeEach(() => {
  panels.length = 0;
});

/** Shows a form, and the panel it came in. */
function shown(over: Parameters<typeof form>[0] = {}, signal = new AbortController().signal) {
  const answer = showForm(form(over), { signal });
  return { answer, panel: panels.at(-1) };
}

describe('a form', () => {
  it('is a tab that keeps what is typed, reaches no file, and is gone once answered', async () => {
    const { answer, panel } = shown();
    expect(panel?.args).toEqual([
      'xMedia.form',
      'Plain form',
      -1,
      {
        enableScripts: true,
        enableForms: true,
        localResourceRoots: [],
        retainContextWhenHidden: true,
      },
    ]);
    expect(panel?.html).toContain('<h1 id="title">Plain form</h1>');
    panel?.say(submit);
    expect(await answer).toEqual(values);
    expect(panel?.disposed).toBe(true);
  });

  it('has a nonce of its own each time', async () => {
    const nonces = [];
    for (let round = 0; round < 2; round += 1) {
      const { answer, panel } = shown();
      nonces.push(/script-src &#39;nonce-([\w-]{20,})&#39;/.exec(panel?.html ?? '')?.[1]);
      panel?.dispose();
      await answer;
    }
    expect(nonces[0]).toBeDefined();
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it('closed is no answer', async () => {
    const { answer, panel } = shown();
    panel?.dispose();
    expect(await answer).toBeUndefined();
  });

  it('closes with Escape', async () => {
    const { answer, panel } = shown();
    panel?.say({ type: 'cancel' });
    expect(await answer).toBeUndefined();
    expect(panel?.disposed).toBe(true);
  });

  it('closes when whoever asked stops', async () => {
    const stop = new AbortController();
    const { answer, panel } = shown({}, stop.signal);
    stop.abort();
    expect(await answer).toBeUndefined();
    expect(panel?.disposed).toBe(true);
    expect(await shown({}, stop.signal).answer).toBeUndefined();
    expect(panels).toHaveLength(1);
  });

  it('copies and opens through the editor', async () => {
    const { answer, panel } = shown();
    panel?.say({ type: 'copy', step: 1 });
    panel?.say({ type: 'open', step: 0 });
    await vi.waitFor(() => {
      expect(panel?.posted).toMatchObject([{ type: 'copied', step: 1 }]);
    });
    expect(copied).toHaveBeenLastCalledWith('http://127.0.0.1:1/cb');
    expect(opened).toHaveBeenLastCalledWith('https://console.x.com/');
    panel?.dispose();
    await answer;
  });

  it('closed while it copies is not spoken to again', async () => {
    const copying = Promise.withResolvers<undefined>();
    copied.mockReturnValueOnce(copying.promise);
    const { answer, panel } = shown();
    panel?.say({ type: 'copy', step: 1 });
    panel?.dispose();
    copying.resolve(undefined);
    expect(await answer).toBeUndefined();
    expect(panel?.posted).toEqual([]);
  });

  it('closes on a failure, which the caller gets', async () => {
    const submitProblem = () => Promise.reject(new Error('no disk'));
    const { answer, panel } = shown({ submitProblem });
    panel?.say(submit);
    await expect(answer).rejects.toThrow('no disk');
    expect(panel?.disposed).toBe(true);
  });
});

describe('one form at a time', () => {
  it('asked for again, the open one is shown, and answers whoever asked first', async () => {
    const { answer, panel } = shown();
    expect(await shown().answer).toBeUndefined();
    expect(panels).toHaveLength(1);
    expect(panel?.revealed).toBe(1);
    panel?.say(submit);
    expect(await answer).toEqual(values);
  });

  it('another one takes its place, so that no key goes to the wrong X', async () => {
    const first = shown({ id: 'keys for one' });
    const second = shown({ id: 'keys for another' });
    expect(await first.answer).toBeUndefined();
    expect(first.panel?.disposed).toBe(true);
    expect(second.panel?.disposed).toBe(false);
    // The second is still the open one.
    expect(await shown({ id: 'keys for another' }).answer).toBeUndefined();
    expect(second.panel?.revealed).toBe(1);
    second.panel?.say(submit);
    expect(await second.answer).toEqual(values);
  });

  it('and a new one after it', async () => {
    const { answer, panel } = shown();
    panel?.dispose();
    await answer;
    const next = shown();
    expect(panels).toHaveLength(2);
    next.panel?.say(submit);
    expect(await next.answer).toEqual(values);
  });
});
