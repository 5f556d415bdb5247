import { parseMessage, valuesOf, type FromPage, type ToPage } from './formMessages.ts';
import { findingsOf, mayBeSubmitted, mayOpen, type Form, type Values } from './formModel.ts';

/** What a form needs of the editor. */
export interface FormHost {
  readonly post: (message: ToPage) => void;
  readonly copy: (text: string) => Promise<void>;
  /** False when the user or the machine would not. */
  readonly open: (url: string) => Promise<boolean>;
}

/** One form from its opening to its answer: hears the page, judges, and answers it. */
export class FormSession<F extends string> {
  readonly #form: Form<F>;
  readonly #host: FormHost;
  readonly #names: readonly F[];
  readonly #over = new AbortController();
  readonly #answer = Promise.withResolvers<Values<F> | undefined>();
  #values: Values<F>;
  #edited = false;
  /** A submit is with `submitProblem`. */
  #busy = false;

  constructor(form: Form<F>, host: FormHost) {
    for (const { link } of form.steps ?? []) {
      if (link && !mayOpen(link.url)) throw new Error(`A form may not lead to ${link.url}`);
    }
    this.#form = form;
    this.#host = host;
    this.#names = form.fields.map(({ name }) => name);
    const initial = form.fields.map(({ name, initial = '' }) => [name, initial]);
    this.#values = valuesOf(this.#names, Object.fromEntries(initial) as Record<string, string>);
  }

  /** What was entered, or undefined when the user thought better of it. */
  get answer(): Promise<Values<F> | undefined> {
    return this.#answer.promise;
  }

  /** Hears one message of the page; what is not one is ignored. */
  receive(message: unknown): void {
    const heard = parseMessage(message);
    if (heard === undefined || this.#over.signal.aborted) return;
    this.#hear(heard).catch((error: unknown) => {
      this.#end();
      this.#answer.reject(error);
    });
  }

  cancel(): void {
    this.#end();
    this.#answer.resolve(undefined);
  }

  async #hear(message: FromPage): Promise<void> {
    switch (message.type) {
      case 'ready':
        // A page that was moved to another window starts anew: what was typed comes back.
        if (this.#edited) this.#post({ type: 'values', values: this.#values, said: '' });
        this.#judge(false);
        return;
      case 'edit':
        this.#edited = true;
        this.#values = valuesOf(this.#names, message.values);
        this.#judge(false);
        return;
      case 'submit':
        if (this.#busy) return;
        this.#values = valuesOf(this.#names, message.values);
        if (this.#judge(true)) await this.#submit(this.#values);
        return;
      case 'paste':
        this.#fill(message.text);
        return;
      case 'copy':
        await this.#copy(message.step);
        return;
      case 'open':
        await this.#open(message.step);
        return;
      case 'cancel':
        this.cancel();
        return;
    }
  }

  #judge(submitted: boolean): boolean {
    const findings = findingsOf(this.#form, this.#values);
    this.#post({ type: 'findings', findings, submitted });
    return mayBeSubmitted(findings);
  }

  async #submit(values: Values<F>): Promise<void> {
    if (this.#form.submitProblem !== undefined) {
      this.#wait(true);
      const problem = await this.#form.submitProblem(values, this.#over.signal);
      this.#wait(false);
      if (problem !== undefined) {
        this.#say(problem);
        return;
      }
    }
    if (this.#over.signal.aborted) return;
    this.#end();
    this.#answer.resolve(values);
  }

  #wait(on: boolean): void {
    this.#busy = on;
    this.#post({ type: 'busy', on });
  }

  #fill(pasted: string): void {
    const found = this.#form.split?.(pasted);
    if (found === undefined) return;
    const labels = this.#form.fields.filter(({ name }) => name in found).map(({ label }) => label);
    this.#post({ type: 'values', values: found, said: `Filled in: ${labels.join(', ')}.` });
  }

  async #copy(step: number): Promise<void> {
    const copy = this.#form.steps?.[step]?.copy;
    if (copy === undefined) return;
    try {
      await this.#host.copy(copy.value);
    } catch {
      this.#say(`The clipboard did not take the ${copy.label}: select it above and copy it.`);
      return;
    }
    this.#post({ type: 'copied', step, said: `${copy.label} copied.` });
  }

  async #open(step: number): Promise<void> {
    const link = this.#form.steps?.[step]?.link;
    if (link === undefined) return;
    if (!(await this.#host.open(link.url))) {
      this.#say(`No browser was opened. The address is ${link.url}`);
    }
  }

  #post(message: ToPage): void {
    // The page of a form that is over is gone.
    if (!this.#over.signal.aborted) this.#host.post(message);
  }

  #say(sentence: string): void {
    this.#post({ type: 'problem', sentence });
  }

  #end(): void {
    this.#over.abort();
    // Nothing of what was typed outlives the form.
    this.#values = valuesOf(this.#names, {});
  }
}
