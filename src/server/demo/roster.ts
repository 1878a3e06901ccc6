/**
 * A made-up city hall for the demonstration: nobody here exists. Numbers begin with `DEMO-` and mail
 * ends in `.example`, a domain that can never receive any.
 */
/** How many days ago a demonstration begins. */
export const DEMO_DAYS = 61;

export type DemoPerson = {
  number: string;
  name: string;
  title: string;
  department: string;
  mail: string;
  managerNumber: string | null;
  role?: 'manager' | 'hr' | 'auditor' | 'admin';
};

const TITLES: Record<string, readonly [lead: string, ...others: string[]]> = {
  Police: ['Police Lieutenant', 'Police Officer', 'Police Officer', 'Dispatcher', 'Records Clerk'],
  Fire: ['Fire Captain', 'Firefighter/Paramedic', 'Firefighter/Paramedic', 'Fire Inspector'],
  'Parks and Recreation': ['Recreation Supervisor', 'Park Ranger', 'Lifeguard', 'Program Leader'],
  'Public Services': ['Street Supervisor', 'Equipment Operator', 'Mechanic', 'Forestry Worker'],
  Finance: ['Accounting Manager', 'Accountant', 'Billing Clerk'],
  'City Clerk': ['Deputy City Clerk', 'Records Specialist'],
  'Information Technology': ['Systems Manager', 'Support Technician'],
  'Human Resources': ['Benefits Manager', 'HR Generalist'],
  'Water and Electric': ['Line Supervisor', 'Line Worker', 'Meter Reader', 'Plant Operator'],
};
const SIZES: Record<string, number> = {
  Police: 14,
  Fire: 12,
  'Parks and Recreation': 9,
  'Public Services': 10,
  Finance: 5,
  'City Clerk': 3,
  'Information Technology': 4,
  'Human Resources': 3,
  'Water and Electric': 8,
};
const FIRST =
  'Alma Bruno Celia Dmitri Edith Faisal Greta Hugo Imani Jonas Keiko Lamar Mireya Nadia Otis Priya Quentin Rosa Stellan Tamsin Umar Viola Wendell Ximena Yusuf Zora'.split(
    ' ',
  );
const LAST =
  'Abernathy Bellweather Castellan Dunmore Eastlake Farrow Galloway Hollis Inverness Jarrow Kestrel Lindqvist Marchetti Northcott Oakhurst Pemberly Quillfeather Ravenel Sandoval Thackeray Underhill Vantongeren Whitlock Yarborough Zielinski'.split(
    ' ',
  );

/** The people with a printed sign-in, in front of the generated ones. */
export const DEMO_LEADS: readonly DemoPerson[] = [
  lead('DEMO-1001', 'Nora Newhire', 'Park Ranger', 'Parks and Recreation', 'nora', 'DEMO-1002'),
  {
    ...lead('DEMO-1002', 'Max Manager', 'Recreation Supervisor', 'Parks and Recreation', 'max'),
    role: 'manager',
  },
  {
    ...lead('DEMO-1003', 'Hana Personnel', 'HR Generalist', 'Human Resources', 'hana'),
    role: 'hr',
  },
  { ...lead('DEMO-1004', 'Ada Auditor', 'Internal Auditor', 'Finance', 'ada'), role: 'auditor' },
  {
    ...lead('DEMO-1005', 'Sam Systems', 'Systems Manager', 'Information Technology', 'sam'),
    role: 'admin',
  },
];

/** Finishes the training, and asks for paper instead of signing. */
export const DEMO_DECLINES = 'DEMO-2004';
/** On leave since two days ago, and nobody knows until when. */
export const DEMO_ON_LEAVE = 'DEMO-2009';
/** Has more time than others. */
export const DEMO_EXTENDED = 'DEMO-2006';

/** Has no mail, and signs on a shared tablet before a witness. */
export const DEMO_AT_KIOSK = 'DEMO-2040';

/** Some 70 people over nine departments; the same every time. */
export function demoRoster(): DemoPerson[] {
  const people = [...DEMO_LEADS];
  let index = 0;
  for (const [department, size] of Object.entries(SIZES)) {
    const titles = TITLES[department] as readonly string[];
    const first = `DEMO-${2001 + index}`;
    for (let place = 0; place < size; place += 1, index += 1) {
      const name = `${FIRST[(index * 7) % FIRST.length]} ${LAST[(index * 11) % LAST.length]}`;
      people.push({
        number: `DEMO-${2001 + index}`,
        name,
        title: titles[place === 0 ? 0 : 1 + (place % (titles.length - 1))] as string,
        department,
        mail: `${name.toLowerCase().replace(' ', '.')}.${index + 1}@demo.example`,
        managerNumber: managerOf(department, place, first),
      });
    }
  }
  return people;
}

function managerOf(department: string, place: number, first: string): string | null {
  if (department === 'Parks and Recreation') return 'DEMO-1002';
  return place === 0 ? null : first;
}

function lead(
  number: string,
  name: string,
  title: string,
  department: string,
  mail: string,
  managerNumber: string | null = null,
): DemoPerson {
  return { number, name, title, department, mail: `${mail}@demo.example`, managerNumber };
}
