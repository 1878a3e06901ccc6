/** What follows from known sums, by exact fractions: another way than the portal's own. */
type Fraction = { over: bigint; under: bigint };
const ZERO: Fraction = { over: 0n, under: 1n };

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b);
}
function fraction(over: bigint, under: bigint): Fraction {
  const by = gcd(over, under) * (under < 0n ? -1n : 1n);
  return { over: over / by, under: under / by };
}
const times = (a: Fraction, b: Fraction) => fraction(a.over * b.over, a.under * b.under);
const less = (a: Fraction, b: Fraction) =>
  fraction(a.over * b.under - b.over * a.under, a.under * b.under);
const per = (a: Fraction, b: Fraction) => fraction(a.over * b.under, a.under * b.over);

/** How many of the sums are independent. */
export function rank(sets: readonly ReadonlySet<number>[], columns: number): number {
  const rows = sets.map((set) =>
    Array.from({ length: columns }, (_, at) => (set.has(at) ? fraction(1n, 1n) : ZERO)),
  );
  let found = 0;
  for (let column = 0; column < columns; column += 1) {
    const at = rows.findIndex((row, index) => index >= found && row[column]!.over !== 0n);
    if (at < 0) continue;
    [rows[found], rows[at]] = [rows[at]!, rows[found]!];
    const pivot = rows[found]!;
    for (let index = found + 1; index < rows.length; index += 1) {
      const row = rows[index]!;
      if (row[column]!.over === 0n) continue;
      const factor = per(row[column]!, pivot[column]!);
      rows[index] = row.map((value, c) => less(value, times(factor, pivot[c]!)));
    }
    found += 1;
  }
  return found;
}

/** Whether a set's sum can be computed from the sums of the others. */
export function follows(
  set: ReadonlySet<number>,
  known: readonly ReadonlySet<number>[],
  columns: number,
): boolean {
  return rank([...known, set], columns) === rank(known, columns);
}
