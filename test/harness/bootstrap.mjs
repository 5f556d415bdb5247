/**
 * Entry of every npm script, in JavaScript that a machine's own Node (20 or newer) can read.
 * Installs the dependencies when the lock file asks for others than are there, then runs
 * `test/harness/tasks/<task>.ts` with the Node 24 that comes as a package.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setInterval } from 'node:timers';

const root = path.resolve(import.meta.dirname, '../..');
const [task, ...args] = process.argv.slice(2);
const node = path.join(
  root,
  'node_modules/node/bin/node' + (process.platform === 'win32' ? '.exe' : ''),
);
const stamp = path.join(root, 'node_modules/.installed');

function fail(message) {
  console.error(message);
  process.exit(1);
}

function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Installing dependencies (npm ci) …');
  // npm's own entry point when npm started us: no shell, the same npm, on every platform.
  const npm = process.env.npm_execpath;
  const options = { cwd: root, stdio: ['ignore', 2, 2] };
  const npmArgs = ['ci', '--no-audit', '--no-fund'];
  const done = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...npmArgs], options)
    : spawnSync('npm', npmArgs, { ...options, shell: process.platform === 'win32' });
  if (done.status !== 0) {
    fail('npm ci did not finish: see above. Is the npm registry reachable (npm ping)?');
  }
  if (!existsSync(node)) {
    fail(
      'The npm package "node" brought no Node 24 for this platform. ' +
        'Its install script must be allowed to run (npm config get ignore-scripts should be false).',
    );
  }
  writeFileSync(stamp, wanted);
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(`Node ${process.versions.node} is too old to start with: Node 20 or newer is needed.`);
}
install();

const env = {
  ...process.env,
  PATH: [path.dirname(node), path.join(root, 'node_modules/.bin'), process.env.PATH].join(
    path.delimiter,
  ),
};
const child = spawn(node, [path.join(root, 'test/harness/tasks', `${task}.ts`), ...args], {
  cwd: root,
  stdio: 'inherit',
  env,
});
// The child decides when everything has ended. It may get Ctrl-C from the terminal as well, but
// not when only this process is told to end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// npm that is told to end takes its shell along, and leaves what the shell had started.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) {
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, 300).unref();
}
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
