/** A form as plain data: what it asks, what it says, and how it judges what is typed. */

/** What is said of a field. A problem keeps the form from being submitted, a warning does not. */
export type Finding = { readonly problem: string } | { readonly warning: string };
export type Findings<F extends string> = Readonly<Partial<Record<F, Finding>>>;
export type Values<F extends string> = Readonly<Record<F, string>>;

/** One thing to do before the fields can be filled in. */
export interface FormStep {
  readonly text: string;
  readonly link?: { readonly label: string; readonly url: string };
  /** Shown as it is, with a button that copies it. */
  readonly copy?: { readonly label: string; readonly value: string };
}

export interface FormField<F extends string> {
  readonly name: F;
  readonly label: string;
  readonly help: string;
  /** Typed unseen. What the field starts with is then nothing. */
  readonly secret: boolean;
  readonly optional?: boolean;
  readonly placeholder?: string;
  readonly initial?: string;
}

export interface Form<F extends string> {
  /** Asking for the form that is open shows it again; asking for another one closes it. */
  readonly id: string;
  readonly title: string;
  readonly intro: readonly string[];
  readonly steps?: readonly FormStep[];
  readonly fields: readonly FormField<F>[];
  /** The label of the button that submits. */
  readonly submit: string;
  /** Judges what is typed, as it is typed. Empty fields are judged before it. */
  readonly check: (values: Values<F>) => Findings<F>;
  /** Takes apart a paste that holds several fields; undefined for any other. */
  readonly split?: (pasted: string) => Partial<Values<F>> | undefined;
  /** The last word on submitting: a sentence keeps the form open, with what was typed. */
  readonly submitProblem?: (
    values: Values<F>,
    signal: AbortSignal,
  ) => string | undefined | Promise<string | undefined>;
}

/** What is to be said of the values, a missing one first. */
export function findingsOf<F extends string>(form: Form<F>, values: Values<F>): Findings<F> {
  const checked = form.check(values);
  const found: Partial<Record<F, Finding>> = {};
  for (const { name, label, optional } of form.fields) {
    const empty = values[name].trim() === '';
    if (empty && optional) continue;
    const finding = empty ? { problem: `${label} is missing.` } : checked[name];
    if (finding !== undefined) found[name] = finding;
  }
  return found;
}

export function mayBeSubmitted<F extends string>(findings: Findings<F>): boolean {
  return !Object.values<Finding | undefined>(findings).some(
    (finding) => finding !== undefined && 'problem' in finding,
  );
}

/** X's own hosts: a form leads nowhere else. */
const linkHosts: readonly string[] = ['developer.x.com', 'console.x.com', 'docs.x.com', 'x.com'];

/** Whether a form may open the address in a browser: https, one of X's hosts, nothing in disguise. */
export function mayOpen(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  return protocol === 'https:' && linkHosts.includes(host) && username === '' && password === '';
}
