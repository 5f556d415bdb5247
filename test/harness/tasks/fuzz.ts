/**
 * `node test/harness/tasks/fuzz.ts [rounds] [seed] [first round]`: inspection of damaged files of
 * every type, 100,000 of them unless said otherwise.
 */
import { fuzz } from '../../unit/files/fuzz.ts';
import { HumanError } from '../humanError.ts';
import { runTask } from '../task.ts';

/** Milliseconds of a processor for one of them, and bytes that all may make the process grow by. */
const limits = { ms: 400, bytes: 400 * 2 ** 20 };

await runTask(async () => {
  const [rounds = 100_000, seed = 1, first = 0] = process.argv.slice(2).map(Number);
  if (![rounds, seed, first].every(Number.isSafeInteger) || rounds < 1) {
    throw new HumanError(
      'Whole numbers are expected: node test/harness/tasks/fuzz.ts [rounds] [seed] [first round]',
    );
  }
  const begun = Date.now();
  const secs = () => `${((Date.now() - begun) / 1000).toFixed(0)} s`;
  const progress = (round: number) => {
    console.log(`${round} rounds, ${secs()}`);
  };
  const { taken, slowest, mostRead, slow, grownBytes } = await fuzz(rounds, seed, limits, {
    first,
    progress,
  });
  const kinds = Object.entries(taken).map(([type, count]) => `${count} ${type}`);
  console.log(`${rounds} rounds of seed ${seed} in ${secs()}. Taken: ${kinds.join(', ')}.`);
  console.log(
    `The slowest took ${slowest.value.toFixed(1)} ms: ${slowest.what}. ${slow} took more than 20 ms.`,
  );
  for (const [limit, { value, what }] of Object.entries(mostRead)) {
    console.log(`The most that was read of a file (${limit}) is ${value} bytes: ${what}.`);
  }
  console.log(`The process grew by ${(grownBytes / 2 ** 20).toFixed(0)} MiB at most.`);
  return 0;
});
