/** Everything a change must pass. A suite that fails does not keep the later ones from running. */
import { installBrowser, installFloor, installVscode } from '../install.ts';
import { check } from '../suites/check.ts';
import { type Counts, suite, sum } from '../suites/counts.ts';
import { e2e } from '../suites/e2e.ts';
import { bundleSuites, host } from '../suites/host.ts';
import { makePackage } from '../suites/package.ts';
import { unit } from '../suites/unit.ts';
import { runTask } from '../task.ts';

await runTask(async () => {
  // Fetched while the first suites run; the suites that need them report what went wrong.
  void Promise.allSettled([installVscode(), installBrowser(), installFloor()]);
  const counts = [
    // Most of these wait for sockets: the checks, which only work, are done beside them.
    ...(await Promise.all([suite('unit', unit), suite('check', check)])),
    await suite('package', makePackage),
    ...(await bothHosts()),
    await suite('e2e', () => e2e({ build: false })),
  ];
  const { passed, failed } = sum(counts);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
});

/** Windows wait more than they work: two of them take hardly longer than one. */
async function bothHosts(): Promise<Counts[]> {
  const bundled = bundleSuites();
  const run = (floor: boolean) => async (): Promise<Counts> => {
    await bundled;
    return host({ build: false, floor });
  };
  return Promise.all([suite('host', run(false)), suite('host (VS Code 1.103)', run(true))]);
}
