import { nearest } from '#nearest.ts';
import type { Problem } from './problem.ts';

/** The columns of a roster, in the order of the template. */
export const COLUMNS = [
  { key: 'number', name: 'Employee number', required: true },
  { key: 'name', name: 'Name', required: true },
  { key: 'title', name: 'Title', required: true },
  { key: 'department', name: 'Department', required: true },
  { key: 'mail', name: 'Mail', required: false },
  { key: 'managerNumber', name: 'Manager', required: false },
  { key: 'hiredOn', name: 'Hired on', required: true },
  { key: 'lastDay', name: 'Last day', required: false },
  { key: 'leaveFrom', name: 'On leave from', required: false },
  { key: 'backOn', name: 'Back on', required: false },
] as const;
export type ColumnKey = (typeof COLUMNS)[number]['key'];

export const columnName = (key: ColumnKey): string =>
  COLUMNS.find((column) => column.key === key)!.name;

export type Header = {
  places: Map<ColumnKey, number>;
  unknown: string[];
  /** How many cells it has: no line has more. */
  columns: number;
  problems: Problem[];
};

/** Where each column stands, and the ones the portal does not know; or what is wrong with the header. */
export function readHeader(cells: readonly string[], line: number): Header {
  const places = new Map<ColumnKey, number>();
  const unknown: string[] = [];
  const problems: Problem[] = [];
  const names = COLUMNS.map(({ name }) => name);
  const columns = cells.length;
  for (const [at, cell] of cells.entries()) {
    const typed = cell.trim().replaceAll(/\s+/g, ' ');
    const column = COLUMNS.find(({ name }) => name.toLowerCase() === typed.toLowerCase());
    const near = column ? undefined : nearest(typed, names);
    if (typed === '') continue;
    if (column && places.has(column.key)) {
      problems.push({ line, column: column.name, sentence: 'This column stands there twice.' });
    } else if (column) places.set(column.key, at);
    else if (near) {
      const sentence = `The portal knows no such column. Did you mean “${near}”?`;
      problems.push({ line, column: typed.slice(0, 60), sentence });
    } else unknown.push(typed.slice(0, 60));
  }
  const missing = COLUMNS.filter(({ key, required }) => required && !places.has(key));
  if (missing.length > 0 && places.size === 0) {
    const sentence = `The first line has to name the columns: ${names.join(', ')}. Download the template to see how.`;
    return { places, unknown, columns, problems: [{ line, sentence }] };
  }
  for (const { name } of missing) {
    problems.push({ line, column: name, sentence: 'This column is missing.' });
  }
  if (places.has('backOn') && !places.has('leaveFrom')) {
    const sentence = 'This column needs the column “On leave from” beside it.';
    problems.push({ line, column: 'Back on', sentence });
  }
  return { places, unknown, columns, problems };
}
