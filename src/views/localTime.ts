/** The parts of a local time, by their names, in the words of a language. */
function partsOf(
  epochMs: number,
  language: string,
): (type: Intl.DateTimeFormatPartTypes) => string {
  const format = new Intl.DateTimeFormat(language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = format.formatToParts(epochMs);
  return (type) => parts.find((piece) => piece.type === type)?.value ?? '';
}

/** Local time of a deadline, beside what says how far off it is: `Sun 14:32`. */
export function localTime(epochMs: number, language: string): string {
  const part = partsOf(epochMs, language);
  return `${part('weekday')} ${part('hour')}:${part('minute')}`;
}

/** The same where it stands alone: `Sun 7 Dec 14:32`. */
export function localDate(epochMs: number, language: string): string {
  const part = partsOf(epochMs, language);
  const day = `${part('weekday')} ${part('day')} ${part('month')}`;
  return `${day} ${part('hour')}:${part('minute')}`;
}
