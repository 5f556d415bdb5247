/** What the browser shows at the end of a sign-in: pages without script that repeat nothing. */
import { createHash } from 'node:crypto';

export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const style = `
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center;
  font: 16px/1.5 system-ui, sans-serif; color: #1f2328; background: #f6f8fa; }
main { max-width: 30rem; margin: 1rem; padding: 1.5rem 2rem; border-radius: 8px;
  background: #fff; border: 1px solid #d1d9e0; }
h1 { margin: 0 0 .5rem; font-size: 1.25rem; }
p { margin: 0; }
@media (prefers-color-scheme: dark) {
  body { color: #e6edf3; background: #0d1117; }
  main { background: #161b22; border-color: #30363d; }
}
`;
const styleHash = createHash('sha256').update(style).digest('base64');

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  // The address of the page holds the code.
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/** @param title and text: our own words alone, as HTML */
function page(status: number, title: string, text: string): Page {
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title} · X Media Upload</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
</main>
</body>
</html>
`;
  return { status, headers, body };
}

/** X's answer arrived; whether it is a good one, the editor finds out. */
export const done = page(
  200,
  'Back to the editor',
  'You can close this tab and go back to the editor, which says how the sign-in went.',
);

export const alreadyDone = page(
  410,
  'Already done',
  'This sign-in has had its answer. You can close this tab and go back to the editor.',
);

export const notOurs = page(
  400,
  'Not the answer the editor waits for',
  'This address belongs to another sign-in, so nothing was done. Begin the sign-in in the editor.',
);

/** For whatever no browser that X sent here asks for. */
export function notHere(status: 400 | 404 | 405 | 421): Page {
  const answer = { status, headers: { ...headers, 'content-type': 'text/plain' }, body: '' };
  return status === 405 ? { ...answer, headers: { ...answer.headers, allow: 'GET' } } : answer;
}
