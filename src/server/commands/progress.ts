import { say } from './command.ts';

export type Progress = {
  /** How far it is; without `of`, nobody knows of how much. */
  to(done: number, of?: number): void;
  /** Takes the line away: what comes next says how it ended. */
  end(): void;
};
type Shown = {
  /** How an amount reads: a count by default. */
  amount?: (done: number) => string;
  out?: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;
  env?: Readonly<Record<string, string | undefined>>;
};

const REDRAW_AFTER = 100;
const BAR = 24;

/** Whether lines may be drawn over: a person looks at a terminal that can, and does not mind. */
export function isLive({ out = process.stderr, env = process.env }: Shown = {}): boolean {
  return out.isTTY && !env['NO_COLOR'] && !env['CI'] && env['TERM'] !== 'dumb';
}

/**
 * Says that something long has begun and, on a terminal, how far it is, in a line that is drawn over;
 * elsewhere the one line stands for all of it.
 */
export function progress(label: string, shown: Shown = {}): Progress {
  if (!isLive(shown)) {
    say(`${label} …`);
    return { to: () => undefined, end: () => undefined };
  }
  const { out = process.stderr, amount = String } = shown;
  let drawn = -Infinity;
  const draw = (line: string) => out.write(`\r\u001B[K${line.slice(0, (out.columns || 80) - 1)}`);
  draw(`${label} …`);
  return {
    to(done, of) {
      const now = performance.now();
      if (now - drawn < REDRAW_AFTER && done !== of) return;
      drawn = now;
      if (!of) return void draw(`${label}  ${amount(done)}`);
      const part = Math.min(done / of, 1);
      const full = Math.round(part * BAR);
      const bar = `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}]`;
      const percent = `${Math.floor(part * 100)} %`.padStart(5);
      draw(`${label}  ${bar} ${percent}  ${amount(Math.min(done, of))} of ${amount(of)}`);
    },
    end: () => draw(''),
  };
}

/** Does something long that cannot say how far it is. */
export async function during<T>(label: string, work: () => Promise<T>): Promise<T> {
  const line = progress(label);
  try {
    return await work();
  } finally {
    line.end();
  }
}

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** `12 MB`, as disks are sold: a thousand each. */
export function inBytes(bytes: number): string {
  let [amount, unit] = [bytes, 0];
  while (amount >= 999.5 && unit < UNITS.length - 1) [amount, unit] = [amount / 1000, unit + 1];
  return `${unit > 0 && amount < 10 ? amount.toFixed(1) : Math.round(amount)} ${UNITS[unit]}`;
}
