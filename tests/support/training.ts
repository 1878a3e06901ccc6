import { freshDatabase } from './database.ts';
import { schoolOn, type School } from './school.ts';

export * from './school.ts';

/** A school on a database of its own, which goes with the test file. */
export async function openSchool(): Promise<School> {
  return schoolOn(await freshDatabase());
}
