/**
 * What runs in a form's page. It judges nothing itself: it tells the extension what is typed, and
 * shows what comes back, as text alone. What is typed is kept in the inputs and nowhere else.
 *
 * Plain JavaScript, since a page that may load nothing carries its script with it.
 */
export const formScript = /* js */ `
'use strict';
const vscode = acquireVsCodeApi();
const form = document.querySelector('form');
const inputs = [...form.querySelectorAll('input')];
const submit = form.querySelector('[type=submit]');
const refusal = document.getElementById('refusal');
const said = document.getElementById('said');
/** Inputs that have had content or were left: the others are not blamed for being empty. */
const begun = new Set();
/** What is said of each field, as the extension found it last. */
let findings = {};
/** What stood in the fields before a paste that may hold several of them. */
let beforePaste;
let typing;
/** The extension is still thinking about a submit. */
let busy = false;

const post = (message) => vscode.postMessage(message);
const values = () =>
  Object.fromEntries(inputs.map((input) => [input.dataset.field, input.value]));

function edit() {
  clearTimeout(typing);
  typing = undefined;
  post({ type: 'edit', values: values() });
}

function wait(on) {
  busy = on;
  form.setAttribute('aria-busy', String(on));
  for (const input of inputs) input.readOnly = on;
  draw();
}

function draw() {
  let blocked = busy;
  for (const input of inputs) {
    const finding = findings[input.dataset.field] || {};
    const problem = typeof finding.problem === 'string';
    const text = problem ? finding.problem : finding.warning;
    const shown = text !== undefined && begun.has(input);
    const line = document.getElementById(input.id + '-finding');
    line.className = 'finding ' + (problem ? 'problem' : 'warning');
    line.querySelector('span').textContent = shown ? text : '';
    line.hidden = !shown;
    if (shown && problem) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
    const described = input.id + '-help' + (shown ? ' ' + line.id : '');
    input.setAttribute('aria-describedby', described);
    if (problem) blocked = true;
  }
  // Not disabled in earnest: Enter or a click says what is missing.
  submit.setAttribute('aria-disabled', String(blocked));
}

function refuse(sentence) {
  refusal.querySelector('span').textContent = sentence;
  refusal.hidden = sentence === '';
  refusal.scrollIntoView({ block: 'nearest' });
}

function fill(found, sentence) {
  const next = { ...(beforePaste || values()), ...found };
  beforePaste = undefined;
  for (const input of inputs) {
    input.value = next[input.dataset.field];
    if (input.value !== '') begun.add(input);
  }
  said.textContent = sentence;
  edit();
}

form.addEventListener('input', ({ target }) => {
  begun.add(target);
  refuse('');
  clearTimeout(typing);
  typing = setTimeout(edit, 150);
});

form.addEventListener('focusout', ({ target, relatedTarget }) => {
  // Looking something up elsewhere is not leaving: going on to another field is.
  const goesOn = relatedTarget === submit || inputs.includes(relatedTarget);
  if (!goesOn || !inputs.includes(target)) return;
  begun.add(target);
  if (typing === undefined) draw();
  else edit();
});

form.addEventListener('paste', (event) => {
  if (!('split' in form.dataset) || !event.clipboardData) return;
  const text = event.clipboardData.getData('text/plain');
  if (text.length > 20000 || !/[\\s:={]/.test(text.trim())) return;
  beforePaste = values();
  post({ type: 'paste', text });
});

form.addEventListener('submit', (event) => {
  event.preventDefault();
  clearTimeout(typing);
  typing = undefined;
  refuse('');
  post({ type: 'submit', values: values() });
});

document.addEventListener('click', ({ target }) => {
  const button = target.closest('button');
  if (!button) return;
  const { open, copy, show, cancel } = button.dataset;
  if (open !== undefined) post({ type: 'open', step: Number(open) });
  if (copy !== undefined) post({ type: 'copy', step: Number(copy) });
  if (cancel !== undefined) post({ type: 'cancel' });
  if (show === undefined) return;
  const input = document.getElementById(show);
  const hidden = input.type === 'password';
  input.type = hidden ? 'text' : 'password';
  button.textContent = hidden ? 'Hide' : 'Show';
  const label = button.getAttribute('aria-label').replace(/^(Show|Hide)/, '');
  button.setAttribute('aria-label', button.textContent + label);
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.isComposing) post({ type: 'cancel' });
});

window.addEventListener('message', ({ data }) => {
  switch (data.type) {
    case 'findings':
      findings = data.findings;
      if (data.submitted) for (const input of inputs) begun.add(input);
      draw();
      if (data.submitted) form.querySelector('[aria-invalid]')?.focus();
      break;
    case 'values':
      fill(data.values, data.said);
      break;
    case 'copied': {
      const button = document.querySelector('[data-copy="' + Number(data.step) + '"]');
      button.textContent = 'Copied';
      said.textContent = data.said;
      setTimeout(() => {
        button.textContent = 'Copy';
        said.textContent = '';
      }, 2000);
      break;
    }
    case 'busy':
      wait(data.on);
      break;
    case 'problem':
      refuse(data.sentence);
      break;
  }
});

inputs[0].focus();
post({ type: 'ready' });
`;
