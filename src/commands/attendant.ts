import { WindowProgress } from '../views/windowProgress.ts';
import type { App } from './app.ts';
import { LeftBehind } from './leftBehind.ts';

/** What the window does for uploads beside the view: shows that they run, offers to go on. */
export interface Attendant {
  /** Before the window goes. */
  settled(): Promise<void>;
  dispose(): void;
}

export function attendTo(app: App): Attendant {
  const progress = new WindowProgress(app.library, app.activity);
  const leftBehind = new LeftBehind(app);
  return {
    settled: () => leftBehind.released(),
    dispose: () => {
      progress.dispose();
      leftBehind.dispose();
    },
  };
}
