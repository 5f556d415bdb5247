/** The measured values beside their budgets, as a table or as one JSON object. */
import type { Budget } from './budgets.ts';

/** By name; null where it cannot be measured on this machine, absent where it was not asked for. */
export type Values = Readonly<Record<string, number | null | undefined>>;
export type Budgets = Readonly<Record<string, Budget>>;

interface Line {
  readonly value: number | null;
  readonly unit: Budget['unit'];
  readonly budget: number | null;
  readonly ok: boolean;
}

function isWithin(value: number | null, { budget, least }: Budget): boolean {
  if (budget === undefined && least === undefined) return true;
  return value !== null && value <= (budget ?? Infinity) && value >= (least ?? -Infinity);
}

function linesOf(values: Values, budgets: Budgets): Map<string, Line> {
  const all = new Map<string, Line>();
  for (const [name, each] of Object.entries(budgets)) {
    const value = values[name];
    if (value === undefined) continue;
    const { unit, budget, least } = each;
    const rounded = value === null ? null : Math.round(value * 100) / 100;
    const ok = isWithin(value, each);
    all.set(name, { value: rounded, unit, budget: budget ?? least ?? null, ok });
  }
  return all;
}

export function asJson(values: Values, budgets: Budgets): string {
  return JSON.stringify(Object.fromEntries(linesOf(values, budgets)), undefined, 2);
}

export function asTable(values: Values, budgets: Budgets): string {
  const rows = [['what', 'measured', 'budget', '', 'that is']];
  for (const [name, { value, unit, budget, ok }] of linesOf(values, budgets)) {
    const { least, note = '' } = budgets[name] ?? {};
    const limit = budget === null ? '' : `${least === undefined ? '≤' : '≥'} ${budget}`;
    const missed = least === undefined ? 'OVER' : 'UNDER';
    const verdict = budget === null || value === null ? '' : ok ? 'ok' : missed;
    const measured = value === null ? 'not on this machine' : `${value} ${unit}`;
    rows.push([name, measured, limit, verdict, note]);
  }
  const widths = [0, 1, 2, 3].map((n) => Math.max(...rows.map((row) => (row[n] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, n) => cell.padEnd(widths[n] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
