/** The appends of one upload as they come and go, apart from what they carry. */

/** Indexes that are remembered. */
const orderMax = 2000;

/** One append, from its arrival until it is answered or its client is gone. */
export interface AppendUnderWay {
  /** Another one of the same media was under way as it arrived, and had not overlapped itself. */
  readonly overlaps: boolean;
  /** X has refused it. */
  refuse(): void;
  /** May be called again. */
  leave(): void;
}

export class Appends {
  /** The most that were under way at one moment. */
  atOnce = 0;
  /** Those that X has refused: the failures on request are not among them. */
  refused = 0;
  #order: number[] = [];
  readonly #underWay = new Set<AppendUnderWay>();

  arrive(): AppendUnderWay {
    const append: AppendUnderWay = {
      overlaps: [...this.#underWay].some(({ overlaps }) => !overlaps),
      refuse: () => {
        this.refused += 1;
      },
      leave: () => {
        this.#underWay.delete(append);
      },
    };
    this.#underWay.add(append);
    this.atOnce = Math.max(this.atOnce, this.#underWay.size);
    return append;
  }

  /** A segment was there whole, and was taken. */
  took(index: number): void {
    this.#order.push(index);
    if (this.#order.length > orderMax) this.#order.shift();
  }

  /** Indexes of the segments taken, those that came again included, oldest first: the last 2000. */
  order(): number[] {
    return [...this.#order];
  }
}
