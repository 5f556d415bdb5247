/** The measured values beside their budgets, as a table or as one JSON object. */
import { type Budget, budgets, type Measure, type Measured } from './budgets.ts';

interface Line {
  readonly value: number;
  readonly unit: Budget['unit'];
  readonly budget: number | null;
  readonly ok: boolean;
}

function lines(measured: Measured): Map<string, Line & { note: string }> {
  const all = new Map<string, Line & { note: string }>();
  for (const [name, { unit, budget, note }] of Object.entries<Budget>(budgets)) {
    const value = measured[name as Measure];
    if (value === undefined) continue;
    const rounded = Math.round(value * 100) / 100;
    const ok = budget === undefined || value <= budget;
    all.set(name, { value: rounded, unit, budget: budget ?? null, ok, note });
  }
  return all;
}

export function asJson(measured: Measured): string {
  const entries = [...lines(measured)].map(([name, { value, unit, budget, ok }]) => {
    const line: Line = { value, unit, budget, ok };
    return [name, line];
  });
  return JSON.stringify(Object.fromEntries(entries), undefined, 2);
}

export function asTable(measured: Measured): string {
  const rows = [['what', 'measured', 'budget', '', 'that is']];
  for (const [name, { value, unit, budget, ok, note }] of lines(measured)) {
    const limit = budget === null ? '' : `≤ ${budget}`;
    rows.push([name, `${value} ${unit}`, limit, budget === null ? '' : ok ? 'ok' : 'OVER', note]);
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
