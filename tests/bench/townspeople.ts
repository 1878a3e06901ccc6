import { addDays, type CivilDate } from '#clock.ts';

export type Townsperson = {
  number: string;
  publicId: string;
  name: string;
  title: string;
  mail: string | null;
  departmentId: string;
  managerNumber: string | null;
  hiredOn: CivilDate;
  separatedOn: CivilDate | null;
  placements: { fromOn: CivilDate; toOn: CivilDate | null; departmentId: string }[];
};

/** Each manager has so many directly below: 100,000 people are six deep. */
const SPAN = 8;
export const DEPARTMENTS = 200;
/** Departments are the people below those of this depth. */
const HEADS = 3;

const FIRST =
  'Aaliyah Ahmed Alan Alice Amir Andre Angela Anna Benito Beth Carla Carlos Chen Chloe Daniel Dana Diego Edith Elena Emil Fatima Felix Gina Grace Hana Hector Imani Ines Ivan Jada James Jorge Julia Kenji Kofi Lena Liam Lucia Maria Mei Miles Mona Nadia Nora Omar Paula Quinn Rosa Ruth Samir Sofia Tariq Tessa Uma Victor Wanda Xavier Yara Yusuf Zoe'.split(
    ' ',
  );
const LAST =
  'Abbott Adeyemi Aguilar Baker Barnes Becker Bianchi Brooks Castillo Chavez Cohen Cruz Dawson Diaz Dubois Eriksen Evans Farah Fischer Flores Garcia Gomez Haddad Hansen Hughes Ibrahim Jensen Johnson Kaplan Keller Kim Kowalski Lambert Larsen Lee Lopez Mbeki Medina Meyer Moreno Nguyen Novak Nunez Okafor Olsen Ortiz Park Patel Perez Price Quinn Ramirez Reyes Rossi Russo Santos Schmidt Singh Smith Suzuki Tanaka Torres Usman Vargas Vega Walker Weber Wong Yilmaz Young Zhang Zimmer'.split(
    ' ',
  );

/** People in a tree; the same each time. The first is the mayor. */
export function peopleOfTown(count: number, today: CivilDate): Townsperson[] {
  const draw = drawsFrom(7);
  return Array.from({ length: count }, (_, at) => {
    const number = numberOf(at);
    const name = `${pick(FIRST, draw())} ${LETTERS[Math.floor(draw() * 26)]}. ${pick(LAST, draw())}`;
    // Half of them came within the last six years.
    const hiredOn = addDays(today, -Math.floor(11_000 * draw() ** 2));
    const hasLeft = at > SPAN && draw() < 0.03;
    const separatedOn = hasLeft ? later(hiredOn, addDays(today, -Math.floor(365 * draw()))) : null;
    const departmentId = departmentOf(at);
    const movedOn = addDays(today, -Math.floor(900 * draw()));
    const hasMoved = draw() < 0.05 && movedOn > hiredOn && (!separatedOn || movedOn < separatedOn);
    return {
      number,
      publicId: `${number}-in-the-town-of-x`,
      name,
      title: at < SPAN ** HEADS ? 'Manager' : 'Clerk',
      mail: draw() < 0.85 ? `${number.toLowerCase()}@town.example` : null,
      departmentId,
      managerNumber: at === 0 ? null : numberOf(Math.floor((at - 1) / SPAN)),
      hiredOn,
      separatedOn,
      placements: hasMoved
        ? [
            { fromOn: hiredOn, toOn: movedOn, departmentId: departmentOf(at + 1) },
            { fromOn: movedOn, toOn: separatedOn, departmentId },
          ]
        : [{ fromOn: hiredOn, toOn: separatedOn, departmentId }],
    };
  });
}

export const numberOf = (at: number) => `E${String(at).padStart(6, '0')}`;

function departmentOf(at: number): string {
  const above = [at];
  while (above[0]! > 0) above.unshift(Math.floor((above[0]! - 1) / SPAN));
  return `d${String((above[HEADS] ?? at) % DEPARTMENTS).padStart(3, '0')}`;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const pick = (list: readonly string[], draw: number) => list[Math.floor(draw * list.length)]!;
const later = (a: CivilDate, b: CivilDate) => (a > b ? a : b);

/** Numbers from 0 to 1, the same from the same seed (mulberry32). */
function drawsFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
