/** No number of fewer people than this is shown, nor can one be computed from those that are. */
export const FEWEST = 10;

/** The smallest group that anything is counted of: who was right at it, and who was not. */
export type Cell = { right: readonly number[]; missed: readonly number[] };

/** Whether a group may be told of by itself: ten different people were right, and ten others were not. */
export function isEnough(cells: readonly Cell[]): boolean {
  return (
    reaches(
      cells.map(({ right }) => right),
      FEWEST,
    ) &&
    reaches(
      cells.map(({ missed }) => missed),
      FEWEST,
    )
  );
}

/** Whether so many different people are in these lists. */
export function reaches(lists: readonly (readonly number[])[], most: number): boolean {
  const people = new Set<number>();
  for (const list of lists) {
    for (const person of list) {
      if (people.add(person).size >= most) return true;
    }
  }
  return false;
}

type Row = Map<number, number>;
const NOTHING = 1e-9;

/**
 * Decides, one after the other, which groups' numbers are shown. A group is a set of cells; its numbers
 * are sums over them, so whatever can be computed from shown numbers is a sum of shown groups, added and
 * taken away. The shown groups are kept as a matrix in reduced row echelon form: a cell's own numbers
 * follow from them exactly if the cell is a row by itself. Refused is whatever would make a row of cells
 * that together are not enough, or would give away one of the `guarded` groups that are not.
 */
export class Shown {
  readonly #cells: readonly Cell[];
  /** By the column each has alone. */
  #rows = new Map<number, Row>();
  /** Groups that are too small, by the cells in them. */
  readonly #guarded = new Map<number, (readonly number[])[]>();

  constructor(cells: readonly Cell[], guarded: readonly (readonly number[])[]) {
    this.#cells = cells;
    for (const group of guarded) {
      if (group.length === 0 || isEnough(group.map((cell) => cells[cell]!))) continue;
      for (const cell of group) {
        this.#guarded.set(cell, [...(this.#guarded.get(cell) ?? []), group]);
      }
    }
  }

  /** Shows a group's numbers, unless that would give a small one away: then nothing changes. */
  show(group: readonly number[]): boolean {
    if (!isEnough(group.map((cell) => this.#cells[cell]!))) return false;
    const row = this.#reduced(group);
    // It follows from what is shown already.
    if (row.size === 0) return true;
    const [pivot] = row.keys() as Iterator<number, number> & Iterable<number>;
    const column = pivot as number;
    const scale = row.get(column)!;
    for (const [cell, value] of row) row.set(cell, value / scale);
    const changed = new Map<number, Row>([[column, row]]);
    for (const [at, other] of this.#rows) {
      const factor = other.get(column);
      if (factor !== undefined) changed.set(at, minus(other, row, factor));
    }
    if ([...changed.values()].some((one) => this.#givesAway(one))) return false;
    const before = this.#rows;
    this.#rows = new Map([...before, ...changed]);
    if (this.#givesGuardedAway(changed)) {
      this.#rows = before;
      return false;
    }
    return true;
  }

  /** Whether a group's numbers can be computed from those shown. */
  follows(group: readonly number[]): boolean {
    return this.#reduced(group).size === 0;
  }

  #reduced(group: readonly number[]): Row {
    let row: Row = new Map(group.map((cell) => [cell, 1]));
    for (const cell of group) {
      const value = row.get(cell);
      const pivot = this.#rows.get(cell);
      if (pivot && value !== undefined) row = minus(row, pivot, value);
    }
    return row;
  }

  /** A sum of cells, none of them taken away, that may not be told of by itself. */
  #givesAway(row: Row): boolean {
    for (const value of row.values()) if (value < 0) return false;
    return !isEnough([...row.keys()].map((cell) => this.#cells[cell]!));
  }

  #givesGuardedAway(changed: ReadonlyMap<number, Row>): boolean {
    const near = new Set<readonly number[]>();
    for (const row of changed.values()) {
      for (const cell of row.keys()) {
        for (const group of this.#guarded.get(cell) ?? []) near.add(group);
      }
    }
    return [...near].some((group) => this.follows(group));
  }
}

function minus(row: Row, other: Row, factor: number): Row {
  const out = new Map(row);
  for (const [cell, value] of other) {
    const left = (out.get(cell) ?? 0) - factor * value;
    if (Math.abs(left) < NOTHING) out.delete(cell);
    else out.set(cell, left);
  }
  return out;
}
