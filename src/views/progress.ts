import * as vscode from 'vscode';

/**
 * Progress in the window, with a *Cancel* that aborts the signal `work` is given.
 *
 * @param steps how often `work` calls `done`
 * @param outer aborts the work as well
 */
export async function withCancel<T>(
  title: string,
  steps: number,
  outer: AbortSignal,
  work: (signal: AbortSignal, done: () => void) => Promise<T>,
): Promise<T> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
    const cancelled = new AbortController();
    token.onCancellationRequested(() => {
      cancelled.abort();
    });
    let count = 0;
    return work(AbortSignal.any([outer, cancelled.signal]), () => {
      count += 1;
      progress.report({ increment: 100 / steps, message: `${count} of ${steps}` });
    });
  });
}
