/** What every suite answers, so that `npm test` can end with one line. */
import { describe } from '../humanError.ts';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

export function sum(counts: readonly Counts[]): Counts {
  return counts.reduce(
    (total, { passed, failed }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
    }),
    { passed: 0, failed: 0 },
  );
}

/** A suite that ends badly without a failed test, or runs none, has failed as a whole. */
export function withExit(counts: Counts, code: number): Counts {
  const bad = code !== 0 || counts.passed === 0;
  return counts.failed === 0 && bad ? { ...counts, failed: 1 } : counts;
}

/** Runs a suite under a heading; one that throws counts as one failure. */
export async function suite(name: string, run: () => Promise<Counts>): Promise<Counts> {
  const began = performance.now();
  console.log(`\n── ${name} ──`);
  const counts = await run().catch((error: unknown) => {
    console.error(describe(error));
    return { passed: 0, failed: 1 };
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${name}: ${counts.passed} passed, ${counts.failed} failed (${seconds} s)`);
  return counts;
}
