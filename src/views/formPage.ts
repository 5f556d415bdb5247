import type { Form, FormField, FormStep } from './formModel.ts';
import { formScript } from './formScript.ts';
import { formStyle } from './formStyle.ts';

/** HTML that is safe as it stands. */
class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** HTML out of a template: whatever is put into it counts as text, unless it is markup itself. */
function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Markup | readonly Markup[])[]
): Markup {
  const safe = values.map((value) => {
    if (value instanceof Markup) return value.text;
    if (typeof value === 'object') return value.map(({ text }) => text).join('');
    return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? '');
  });
  return new Markup(String.raw({ raw: parts }, ...safe));
}

const nothing = html``;

/** Shapes as well as colours tell a problem from a warning. */
const problemIcon = html`<svg class="icon problem" viewBox="0 0 16 16" aria-hidden="true">
  <circle cx="8" cy="8" r="6.5" />
  <path d="M5.5 5.5l5 5M10.5 5.5l-5 5" />
</svg>`;
const warningIcon = html`<svg class="icon warning" viewBox="0 0 16 16" aria-hidden="true">
  <path d="M8 1.8L14.8 14H1.2zM8 6v4M8 11.5v1" />
</svg>`;

function step({ text, link, copy }: FormStep, index: number): Markup {
  const opener = link
    ? html`<button type="button" class="link" data-open="${index}">${link.label}</button>`
    : nothing;
  const copyable = copy
    ? html`<div class="copyable">
        <code id="copy-${index}">${copy.value}</code>
        <button
          type="button"
          class="secondary"
          data-copy="${index}"
          aria-label="Copy ${copy.label}"
          aria-describedby="copy-${index}"
        >
          Copy
        </button>
      </div>`
    : nothing;
  return html`<li>
    <p>${text} ${opener}</p>
    ${copyable}
  </li>`;
}

function field(field: FormField<string>, index: number): Markup {
  const { name, label, help, secret, optional, placeholder = '', initial = '' } = field;
  const id = `field-${index}`;
  const show = html`<button
    type="button"
    class="secondary show"
    data-show="${id}"
    aria-label="Show ${label}"
  >
    Show
  </button>`;
  return html`<div class="field">
    <label for="${id}"
      >${label}${optional ? html` <span class="optional">(optional)</span>` : nothing}</label
    >
    <p class="help" id="${id}-help">${help}</p>
    <div class="entry">
      <input
        id="${id}"
        data-field="${name}"
        type="${secret ? 'password' : 'text'}"
        value="${secret ? '' : initial}"
        placeholder="${placeholder}"
        autocomplete="off"
        autocapitalize="off"
        autocorrect="off"
        spellcheck="false"
        aria-describedby="${id}-help"
        ${optional ? nothing : html`aria-required="true"`}
      />${secret ? show : nothing}
    </div>
    <div aria-live="polite">
      <p class="finding" id="${id}-finding" hidden>${problemIcon}${warningIcon}<span></span></p>
    </div>
  </div>`;
}

/**
 * The whole page of a form. It loads nothing from anywhere, runs no script but its own, and holds
 * no secret.
 *
 * @param nonce unguessable, of letters, digits and hyphens; new for each page
 */
export function formPage<F extends string>(form: Form<F>, nonce: string): string {
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const steps = form.steps ?? [];
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${form.title}</title>
        <style nonce="${nonce}">
          ${new Markup(formStyle)}
        </style>
      </head>
      <body>
        <main>
          <h1 id="title">${form.title}</h1>
          ${form.intro.map((paragraph) => html`<p>${paragraph}</p>`)}
          ${
            steps.length > 0
              ? html`<ol>
                  ${steps.map(step)}
                </ol>`
              : nothing
          }
          <form
            novalidate
            autocomplete="off"
            aria-labelledby="title"
            ${form.split ? html` data-split` : nothing}
          >
            ${form.fields.map(field)}
            <p class="finding problem" id="refusal" role="alert" hidden>
              ${problemIcon}<span></span>
            </p>
            <div class="actions">
              <button type="submit">${form.submit}</button>
              <button type="button" class="secondary" data-cancel>Cancel</button>
            </div>
          </form>
          <p class="unseen" id="said" role="status"></p>
        </main>
        <script nonce="${nonce}">
          ${new Markup(formScript)};
        </script>
      </body>
    </html>`.text;
}
