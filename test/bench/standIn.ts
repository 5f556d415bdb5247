/** As much of the editor as the Uploads view needs, so that its own work can be timed alone. */
export class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };
  fire(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

export class TreeItem {
  readonly label: string;
  readonly collapsibleState: number;
  constructor(label: string, collapsibleState = 0) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}

export class ThemeIcon {
  readonly id: string;
  readonly color: unknown;
  constructor(id: string, color?: unknown) {
    this.id = id;
    this.color = color;
  }
}

export class ThemeColor extends ThemeIcon {}
export class MarkdownString extends ThemeIcon {}

export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const env = { language: 'en' };
export const Uri = { file: (path: string) => ({ path }) };

const visibility = new EventEmitter<unknown>();
const view = { visible: false };

/** Shows or hides the view; a view that becomes visible is told so again. */
export function show(visible: boolean): void {
  view.visible = visible;
  visibility.fire({ visible });
}

const never = () => ({ dispose: () => undefined });

export const window = {
  createTreeView: () => ({
    get visible() {
      return view.visible;
    },
    onDidChangeVisibility: visibility.event,
    onDidExpandElement: never,
    onDidCollapseElement: never,
    dispose: () => undefined,
  }),
  onDidChangeWindowState: never,
};
