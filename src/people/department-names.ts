import type { Department } from './person.ts';

/** What two names of one department have in common: neither case nor spaces make another one. */
export function departmentKey(name: string): string {
  return name.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

/** An id for a new department's name that none of these has: `public-works`. */
export function departmentId(name: string, taken: readonly Pick<Department, 'id'>[]): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  const id = plain.slice(0, 60).replace(/-+$/, '') || 'department';
  const used = new Set(taken.map((department) => department.id));
  for (let count = 1; ; count += 1) {
    const next = count === 1 ? id : `${id}-${count}`;
    if (!used.has(next)) return next;
  }
}
