import { and, eq, isNull } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import { departments, departmentTracks, employees, personTracks } from '#db/schema/index.ts';
import type { Policy } from '#policies/model.ts';

/** Why somebody belongs to a track. */
export type Reason =
  | { by: 'department'; department: string }
  | { by: 'reports'; people: number }
  | { by: 'hr'; addedBy: string; at: Date };

type Read = { read: Pick<Reader, 'select'> };

/** The tracks of a policy that a person belongs to, by id, each with every reason. */
export async function tracksOf(
  { read }: Read,
  policy: Pick<Policy, 'id' | 'tracks'>,
  employeeNumber: string,
): Promise<ReadonlyMap<string, Reason[]>> {
  const found = new Map<string, Reason[]>();
  const add = (track: string, reason: Reason) =>
    policy.tracks.some(({ id }) => id === track) &&
    found.set(track, [...(found.get(track) ?? []), reason]);

  const withDepartment = await read
    .select({ track: departmentTracks.track, department: departments.name })
    .from(departmentTracks)
    .innerJoin(employees, eq(employees.departmentId, departmentTracks.departmentId))
    .innerJoin(departments, eq(departments.id, departmentTracks.departmentId))
    .where(and(eq(departmentTracks.policyId, policy.id), eq(employees.number, employeeNumber)));
  for (const { track, department } of withDepartment) add(track, { by: 'department', department });

  const people = await reportsOf(read, employeeNumber);
  if (people > 0)
    for (const track of policy.tracks.filter(({ comesWith }) => comesWith === 'reports'))
      add(track.id, { by: 'reports', people });

  const byHr = await read
    .select()
    .from(personTracks)
    .where(
      and(eq(personTracks.policyId, policy.id), eq(personTracks.employeeNumber, employeeNumber)),
    );
  for (const row of byHr) add(row.track, { by: 'hr', addedBy: row.addedBy, at: row.addedAt });
  return found;
}

/** How many people report to somebody; who has a last day set no longer counts. */
async function reportsOf(read: Read['read'], number: string): Promise<number> {
  const reports = await read
    .select({ number: employees.number })
    .from(employees)
    .where(and(eq(employees.managerNumber, number), isNull(employees.separatedOn)));
  return reports.length;
}
