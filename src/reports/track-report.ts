import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { departments, departmentTracks, employees, personTracks } from '#db/schema/index.ts';
import type { Lesson, Policy, Revision, Track } from '#policies/model.ts';

export type TrackReport = {
  track: Track;
  lessons: Lesson[];
  /** Ids of the departments it comes with. */
  departments: string[];
  /** People whom HR has added one by one, by name. */
  added: { publicId: string; name: string; department: string; at: Date }[];
  /** How many people without a last day belong to it, each counted once. */
  people: number;
};

/** Who learns what beside everyone's lessons. */
export async function trackReport(
  db: Db,
  policy: Policy,
  revision: Revision,
): Promise<TrackReport[]> {
  const staff = await db.read
    .select({
      number: employees.number,
      manager: employees.managerNumber,
      of: employees.departmentId,
    })
    .from(employees)
    .where(isNull(employees.separatedOn));
  const withDepartment = await db.read
    .select()
    .from(departmentTracks)
    .where(eq(departmentTracks.policyId, policy.id));
  const byHr = await db.read
    .select({
      track: personTracks.track,
      at: personTracks.addedAt,
      number: employees.number,
      publicId: employees.publicId,
      name: employees.name,
      department: departments.name,
    })
    .from(personTracks)
    .innerJoin(employees, eq(employees.number, personTracks.employeeNumber))
    .innerJoin(departments, eq(departments.id, employees.departmentId))
    .where(and(eq(personTracks.policyId, policy.id), isNull(employees.separatedOn)))
    .orderBy(asc(employees.name));
  const managers = new Set(staff.map(({ manager }) => manager));

  return policy.tracks.map((track) => {
    const added = byHr.filter((row) => row.track === track.id);
    const from = withDepartment.flatMap((row) =>
      row.track === track.id ? [row.departmentId] : [],
    );
    const belongs = ({ number, of }: (typeof staff)[number]) =>
      from.includes(of) ||
      (track.comesWith === 'reports' && managers.has(number)) ||
      added.some((row) => row.number === number);
    return {
      track,
      lessons: revision.lessons.filter((lesson) => lesson.tracks.includes(track.id)),
      departments: from,
      added: added.map(({ publicId, name, department, at }) => ({
        publicId,
        name,
        department,
        at,
      })),
      people: staff.filter(belongs).length,
    };
  });
}
