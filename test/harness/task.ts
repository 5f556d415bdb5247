/** Runs one npm script's task: one place for signals, exit codes and how failures are shown. */
import { describe } from './humanError.ts';
import { stopAllGroups } from './processGroup.ts';

interface TaskOptions {
  /** Exit code when a signal ended the task. */
  readonly codeWhenStopped?: number;
}

export async function runTask(
  task: (stopped: AbortSignal) => Promise<number>,
  options: TaskOptions = {},
): Promise<void> {
  const stopped = new AbortController();
  const end = async (): Promise<void> => {
    stopped.abort();
    await stopAllGroups();
    process.exit(options.codeWhenStopped ?? 130);
  };
  let ending: Promise<void> | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Ctrl-C reaches us from the terminal, from npm and from the bootstrap: once is enough.
    process.on(signal, () => {
      ending ??= end();
    });
  }
  // Whoever started us was killed, and could not pass the signal on.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) ending ??= end();
  }, 300).unref();

  let code: number;
  try {
    code = await task(stopped.signal);
  } catch (error) {
    code = 1;
    // What fails because the task was told to end is no news.
    if (!stopped.signal.aborted) console.error(describe(error));
  }
  await (ending ?? stopAllGroups());
  process.exit(code);
}
