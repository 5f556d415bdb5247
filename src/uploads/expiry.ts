/** Texts of the countdown, and when they change. All times in milliseconds. */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const two = (value: number) => String(value).padStart(2, '0');

interface Parts {
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

function parts(leftMs: number): Parts {
  return {
    days: Math.floor(leftMs / day),
    hours: Math.floor((leftMs % day) / hour),
    minutes: Math.floor((leftMs % hour) / minute),
    seconds: Math.floor((leftMs % minute) / second),
  };
}

/** The unit in which the row's text moves on: hours, minutes, and seconds in the last two minutes. */
function rowStep(leftMs: number): number {
  if (leftMs >= day) return hour;
  return leftMs >= 2 * minute ? minute : second;
}

/** The row: `14d 23h`, `23h 59m`, `59m`, `1:41`. `leftMs` above 0. */
export function formatLeft(leftMs: number): string {
  const { days, hours, minutes, seconds } = parts(leftMs);
  if (leftMs >= day) return `${days}d ${hours}h`;
  if (leftMs >= hour) return `${hours}h ${minutes}m`;
  return leftMs >= 2 * minute ? `${minutes}m` : `${minutes}:${two(seconds)}`;
}

/** To the second: `14d 23:59:41`, `23:59:41`, `59:41`. `leftMs` above 0. */
export function formatLeftExactly(leftMs: number): string {
  const { days, hours, minutes, seconds } = parts(leftMs);
  if (leftMs < hour) return `${minutes}:${two(seconds)}`;
  const clock = `${two(hours)}:${two(minutes)}:${two(seconds)}`;
  return days > 0 ? `${days}d ${clock}` : clock;
}

const unit = (value: number, name: string) => `${value} ${name}${value === 1 ? '' : 's'}`;

/** For a screen reader: `14 days 23 hours`, `1 minute 41 seconds`. `leftMs` above 0. */
export function speakLeft(leftMs: number): string {
  const { days, hours, minutes, seconds } = parts(leftMs);
  if (leftMs >= day) return `${unit(days, 'day')} ${unit(hours, 'hour')}`;
  if (leftMs >= hour) return `${unit(hours, 'hour')} ${unit(minutes, 'minute')}`;
  if (leftMs >= 2 * minute) return unit(minutes, 'minute');
  return minutes > 0
    ? `${unit(minutes, 'minute')} ${unit(seconds, 'second')}`
    : unit(seconds, 'second');
}

/** Epoch milliseconds at which {@link formatLeft} next gives another text, or undefined once expired. */
export function nextRowChange(deadline: number, now: number): number | undefined {
  return nextChange(deadline, now, rowStep(deadline - now));
}

/** The same for {@link formatLeftExactly}. */
export function nextExactChange(deadline: number, now: number): number | undefined {
  return nextChange(deadline, now, second);
}

function nextChange(deadline: number, now: number, step: number): number | undefined {
  const left = deadline - now;
  if (left <= 0) return undefined;
  // The text is floored: it holds down to the last multiple of the step and changes a millisecond
  // below it. The last second ends at the deadline itself.
  const floor = Math.floor(left / step) * step;
  return floor === 0 ? deadline : deadline - floor + 1;
}
