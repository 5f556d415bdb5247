import type { ToPage } from '../../../src/views/formMessages.ts';
import type { Form } from '../../../src/views/formModel.ts';
import { FormSession, type FormHost } from '../../../src/views/formSession.ts';

/** A form of one open and one secret field, as plain as can be. */
export const form = (over: Partial<Form<'name' | 'secret'>> = {}): Form<'name' | 'secret'> => ({
  id: 'plain',
  title: 'Plain form',
  intro: ['What it is for.'],
  steps: [
    { text: 'Go there.', link: { label: 'Go', url: 'https://console.x.com/' } },
    { text: 'Register this.', copy: { label: 'Callback URI', value: 'http://127.0.0.1:1/cb' } },
  ],
  fields: [
    { name: 'name', label: 'Name', help: 'Any.', secret: false, initial: 'ada' },
    { name: 'secret', label: 'Secret', help: 'Kept.', secret: true },
  ],
  submit: 'Go on',
  check: ({ secret }) => (/\s/.test(secret) ? { secret: { problem: 'No spaces.' } } : {}),
  ...over,
});

/** A session whose page is the test. */
export function sessionOf(asked = form(), over: Partial<FormHost> = {}) {
  const posted: ToPage[] = [];
  const session = new FormSession(asked, {
    post: (message) => posted.push(message),
    copy: () => Promise.resolve(),
    open: () => Promise.resolve(true),
    ...over,
  });
  return { session, posted };
}
