/** The page on which a user of the sandbox lets an app in, and the one that says it cannot be. */
import { createHash } from 'node:crypto';
import { users, type User } from './me.ts';
import type { AuthorizationRequest } from './oauth2Request.ts';
import { wordsOf } from './oauth2Scopes.ts';
import type { Answer } from './problems.ts';

const style = `
:root {
  color-scheme: light dark;
  --page: #f2f4f7; --card: #fff; --text: #101418; --quiet: #55606c; --line: #d5dbe2;
  --note: #fff4d6; --note-text: #5c4300; --accent: #1b5fc1; --on-accent: #fff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1116; --card: #181d24; --text: #e8ecf1; --quiet: #9aa7b5; --line: #333c47;
    --note: #3a2f10; --note-text: #f3d489; --accent: #7db2ff; --on-accent: #08182f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; padding: 24px 16px; display: grid; place-items: center;
  background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'Open Sans', Arial, sans-serif;
}
main {
  width: 100%; max-width: 480px; overflow: hidden; overflow-wrap: anywhere;
  background: var(--card); border: 1px solid var(--line); border-radius: 16px;
}
.note { margin: 0; padding: 12px 28px; background: var(--note); color: var(--note-text); font-size: 14px; }
.body { padding: 24px 28px 28px; }
h1 { margin: 0 0 12px; font-size: 22px; line-height: 1.3; text-wrap: balance; }
h2 { margin: 20px 0 6px; font-size: 15px; }
p { margin: 0 0 12px; }
ul { margin: 0; padding: 0; list-style: none; }
li { padding: 9px 0; border-top: 1px solid var(--line); }
li:first-child { border-top: 0; }
li span { display: block; }
code { font: 13px/1.5 ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace; color: var(--quiet); }
fieldset { margin: 12px 0 0; padding: 0; border: 0; }
legend { padding: 0; margin: 0 0 6px; font-size: 15px; font-weight: 700; }
label {
  display: flex; align-items: center; gap: 10px; padding: 9px 12px; cursor: pointer;
  border: 1px solid var(--line);
}
label:first-of-type { border-radius: 10px 10px 0 0; }
label:last-of-type { border-radius: 0 0 10px 10px; border-top: 0; }
input { margin: 0; width: 18px; height: 18px; accent-color: var(--accent); }
.quiet { color: var(--quiet); font-size: 14px; }
.where { margin: 16px 0; }
.buttons { display: flex; flex-wrap: wrap; gap: 12px; }
button {
  flex: 1 1 160px; padding: 11px 20px; border-radius: 999px; cursor: pointer;
  font: inherit; font-weight: 700; border: 1px solid var(--accent);
  background: var(--accent); color: var(--on-accent);
}
button.second { background: transparent; color: var(--text); border-color: var(--line); }
button:hover { filter: brightness(1.08); }
button.second:hover { filter: none; border-color: var(--quiet); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;

const styleHash = createHash('sha256').update(style).digest('base64');

/** Asks; `ticket` is what makes the form's answer this page's and nobody else's. */
export function consentPage(request: AuthorizationRequest, ticket: string): Answer {
  const { clientId, redirectUri, scopes } = request;
  const app = escaped(clientId);
  const body = `
<h1>Let an app use your sandbox account?</h1>
<p>The app <strong>${app}</strong> asks to:</p>
<ul>${scopes.map(scopeItem).join('')}</ul>
<form method="post" action="authorize">
<input type="hidden" name="ticket" value="${escaped(ticket)}">
<fieldset><legend>Sign in as</legend>${users.map(userChoice).join('')}</fieldset>
<p class="quiet where">Either button sends you back to <code>${escaped(redirectUri)}</code></p>
<div class="buttons">
<button name="decision" value="authorize">Authorize app</button>
<button name="decision" value="cancel" class="second">Cancel</button>
</div>
</form>`;
  // The form's answer is a redirect to the app, which Chromium holds against form-action too.
  const formAction = `'self' ${new URL(redirectUri).origin}`;
  return page(200, 'Authorize an app', body, formAction);
}

/** X's own words for every request that it does not like, and after them what it does not say. */
export function errorPage(status: 400 | 403, reason: string): Answer {
  const body = `
<h1>Something went wrong</h1>
<p>You weren’t able to give access to the App. Go back and try logging in again.</p>
<h2>What the sandbox can tell and X would not</h2>
<p>${escaped(reason)}</p>`;
  return page(status, 'Something went wrong', body, "'none'");
}

function scopeItem(scope: string): string {
  return `<li><span>${escaped(wordsOf(scope))}</span><code>${escaped(scope)}</code></li>`;
}

function userChoice({ username, name }: User, index: number): string {
  const checked = index === 0 ? ' checked' : '';
  return (
    `<label><input type="radio" name="user" value="${escaped(username)}"${checked}>` +
    `<span>${escaped(name)} <span class="quiet">@${escaped(username)}</span></span></label>`
  );
}

function page(status: number, title: string, body: string, formAction: string): Answer {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title} · X Media Upload sandbox</title>
<style>${style}</style>
</head>
<body>
<main>
<p class="note"><strong>This is the sandbox, not X.</strong> It lives on this machine, asks for no password, and forgets everything when it ends.</p>
<div class="body">${body}
</div>
</main>
</body>
</html>
`;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        `default-src 'none'; style-src 'sha256-${styleHash}'; form-action ${formAction}; ` +
        "frame-ancestors 'none'; base-uri 'none'",
      // Not no-referrer: browsers would send the form with an Origin of null.
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    },
    body: html,
  };
}

function escaped(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
