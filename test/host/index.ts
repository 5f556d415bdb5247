/** What VS Code calls inside the extension host: runs every suite beside this file with Mocha. */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A line the harness shows; whatever else the window logs goes to a file. */
function say(text: string): void {
  for (const line of text.split('\n')) console.log(`[suite] ${line}`);
}

/** The harness reads this file, because a log line can get lost when the window closes. */
function report(result: { passed: number; failed: number }): void {
  const file = process.env.XMEDIA_HOST_RESULT;
  if (file) writeFileSync(file, JSON.stringify(result));
}

export async function run(): Promise<void> {
  // Node 22 and 24 disagree on what `require` gives for Mocha, an ES module.
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', timeout: 20_000, reporter: 'min' });
  const folder = path.dirname(__filename);
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith('.test.cjs')) mocha.addFile(path.join(folder, name));
  }
  if (process.env.XMEDIA_HOST_GREP) mocha.grep(process.env.XMEDIA_HOST_GREP);
  let passed = 0;
  const failed = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => {
      passed += 1;
      say(`ok   ${test.fullTitle()} (${test.duration ?? 0} ms)`);
    });
    runner.on('fail', (test, error: Error) => {
      say(`FAIL ${test.fullTitle()}\n${error.stack ?? error.message}`);
    });
    runner.on('pending', (test) => {
      say(`skip ${test.fullTitle()}`);
    });
  });
  report({ passed, failed });
  if (failed > 0) throw new Error(`${failed} failed in the extension host`);
}
