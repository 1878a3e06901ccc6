import type { CivilDate } from '#clock.ts';

/** What stands in a cell of a table that is taken away: text, a number, a day or an instant. */
export type Cell = string | number | null | { day: CivilDate } | { at: Date };

/** A table to take away. What it says of itself stands under it, apart by an empty line. */
export type Table = {
  name: string;
  columns: readonly { title: string; width: number }[];
  rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>;
  notes: readonly string[];
};

/** A cell as text: days and instants (UTC) as ISO 8601 has them. */
export function textOf(cell: Cell): string | number | null {
  if (cell === null || typeof cell !== 'object') return cell;
  return 'day' in cell ? cell.day : cell.at.toISOString();
}
