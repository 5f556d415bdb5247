/**
 * The rooms of `src/` and which of them each may import from. ESLint enforces it, so that an
 * arrow that points up, or `vscode` in a lower room, is an error in the editor and in `npm test`.
 */
const rooms = {
  api: [],
  files: ['api/contract'],
  uploads: ['api', 'files'],
  sandbox: ['api/contract'],
  environment: ['api', 'files/category', 'files/tier', 'sandbox'],
  accounts: ['environment', 'uploads', 'api'],
  views: ['uploads', 'api', 'files'],
  commands: ['views', 'accounts', 'environment', 'uploads', 'api', 'files'],
};

const withoutVscode = new Set(['api', 'files', 'uploads', 'sandbox']);

/** A pattern of relative imports that leave `room` for anything not in `allowed`. */
function forbidden(allowed) {
  const open = allowed.map((target) =>
    target.includes('/') ? `${target}(\\.ts)?$` : `${target}/`,
  );
  return open.length === 0 ? '^\\.\\./' : `^\\.\\./(?!(${open.join('|')}))`;
}

export const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  files: [`src/${room}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths: withoutVscode.has(room)
          ? [{ name: 'vscode', message: `src/${room} runs without the editor.` }]
          : [],
        patterns: [
          {
            regex: forbidden(allowed),
            message: `src/${room} may import from ${['itself', ...allowed].join(', ')} only.`,
          },
        ],
      },
    ],
  },
}));
