import { describe, expect, test } from 'vitest';
import { csvLine } from '#reports/csv.ts';
import { sayProblem } from '#roster/problem.ts';
import { readRoster, type RosterRow } from '#roster/read-roster.ts';

const HEAD = 'Employee number,Name,Title,Department,Hired on';
const ANA = '1042,Ana Ruiz,Clerk,City Clerk,2024-02-29';
const ROW = {
  number: '1042',
  name: 'Ana Ruiz',
  title: 'Clerk',
  department: 'City Clerk',
  hiredOn: '2024-02-29',
};

const read = async (text: string | Uint8Array) =>
  readRoster(typeof text === 'string' ? new TextEncoder().encode(text) : text);

async function rowsOf(text: string | Uint8Array): Promise<RosterRow[]> {
  const result = await read(text);
  if ('problems' in result) throw new Error(result.problems.map(sayProblem).join('\n'));
  return result.roster.rows;
}

async function saysOf(text: string | Uint8Array): Promise<string[]> {
  const result = await read(text);
  return 'problems' in result ? result.problems.map(sayProblem) : [];
}

async function notesOf(text: string | Uint8Array): Promise<string[]> {
  const result = await read(text);
  return 'roster' in result ? result.roster.notes : [];
}

const utf16 = (text: string, littleEndian: boolean) => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return new Uint8Array(littleEndian ? bytes : bytes.swap16());
};

describe('the same roster is read, however it was saved', () => {
  const text = `${HEAD}\n${ANA}\n`;
  const forms: Record<string, string | Uint8Array> = {
    'UTF-8': text,
    'UTF-8 with its mark': `\uFEFF${text}`,
    'UTF-16, little end first': utf16(text, true),
    'UTF-16, big end first': utf16(text, false),
    'with semicolons': text.replaceAll(',', ';'),
    'with tabs': text.replaceAll(',', '\t'),
    'with a line that says what stands between': `sep=;\r\n${text.replaceAll(',', ';')}`,
    'with Windows line ends': text.replaceAll('\n', '\r\n'),
    'with old Mac line ends': text.replaceAll('\n', '\r'),
    'without a last line end': text.trimEnd(),
    'with blank lines and lines of empty cells': `\n\n${HEAD}\n\n,,,,\n${ANA}\n\n`,
    'with quotes': `${HEAD}\n"1042","Ana Ruiz","Clerk","City Clerk","2024-02-29"\n`,
    'with its columns in another order and case':
      'HIRED  ON,department,name,TITLE,employee Number\n2024-02-29,City Clerk,Ana Ruiz,Clerk,1042\n',
    'with spaces around': `${HEAD}\n 1042 , Ana Ruiz ,Clerk,City Clerk, 2024-02-29 \n`,
    'with a date as it is written here': `${HEAD}\n${ANA.replace('2024-02-29', '2/29/2024')}\n`,
  };
  for (const [how, form] of Object.entries(forms)) {
    test(how, async () => expect(await rowsOf(form)).toMatchObject([ROW]));
  }
});

test('Windows-1252 is read, and said', async () => {
  const bytes = new Uint8Array(Buffer.from(`${HEAD}\n${ANA.replace('Ana', 'Zoë')}`, 'latin1'));
  expect((await rowsOf(bytes))[0]?.name).toBe('Zoë Ruiz');
  expect(await notesOf(bytes)).toEqual([expect.stringContaining('Windows-1252')]);
  expect(await notesOf(`${HEAD}\n${ANA}`)).toEqual([]);
});

test('letters beyond the first plane are whole, wherever the file is cut', async () => {
  const many = Array.from(
    { length: 3000 },
    (_, n) => `${n},Ana 𝒜 Ruiz,Clerk,City Clerk,2024-02-29`,
  );
  const rows = await rowsOf([HEAD, ...many].join('\n'));
  expect(new Set(rows.map(({ name }) => name))).toEqual(new Set(['Ana 𝒜 Ruiz']));
});

test('a cell in quotes holds commas, quotes and semicolons', async () => {
  const [row] = await rowsOf(`${HEAD}\n1,"Ruiz, Ana ""Annie""; PhD",Clerk,City Clerk,2024-02-29`);
  expect(row?.name).toBe('Ruiz, Ana "Annie"; PhD');
  const [other] = await rowsOf(`${HEAD}\n1,Ana "Annie" Ruiz,Clerk,City Clerk,2024-02-29`);
  expect(other?.name).toBe('Ana "Annie" Ruiz');
});

test('what is not filled in is none; what has no column is not spoken of', async () => {
  const [silent] = await rowsOf(`${HEAD}\n${ANA}`);
  expect(silent).toMatchObject({ mail: undefined, managerNumber: undefined, lastDay: undefined });
  const head = `${HEAD},Mail,Manager,Last day,On leave from,Back on`;
  const [none] = await rowsOf(`${head}\n${ANA},,,,,`);
  const empty = { mail: null, managerNumber: null, lastDay: null, leaveFrom: null, backOn: null };
  expect(none).toMatchObject(empty);
  const [full] = await rowsOf(
    `${head}\n${ANA},Ana@City.example,7,12/31/2026,2026-03-01,2026-04-01`,
  );
  expect(full).toMatchObject({
    mail: 'ana@city.example',
    managerNumber: '7',
    lastDay: '2026-12-31',
    leaveFrom: '2026-03-01',
    backOn: '2026-04-01',
  });
});

test('a column that nobody knows is named, and a near miss is not read as silence', async () => {
  expect(await notesOf(`${HEAD},Salary,Badge color\n${ANA},1,2`)).toEqual([
    'Not read: Salary, Badge color.',
  ]);
  expect(await saysOf(`${HEAD},Last dya\n${ANA},`)).toEqual([
    'Line 1, Last dya: The portal knows no such column. Did you mean “Last day”?',
  ]);
});

test('an apostrophe that kept a formula from running is taken off; others are letters', async () => {
  const line = csvLine(['1', 'Ana', 'Clerk', 'City Clerk', '2024-02-29']);
  expect((await rowsOf(`${HEAD}\n${line}`))[0]?.name).toBe('Ana');
  const [row] = await rowsOf(`${HEAD}\n1,'t Hooft,Clerk,City Clerk,2024-02-29`);
  expect(row?.name).toBe("'t Hooft");
  expect(await saysOf(`${HEAD}\n1,'=1+1,Clerk,City Clerk,2024-02-29`)).toEqual([
    'Line 2, Name: This begins with “=”, as a formula does. Write it as plain text.',
  ]);
});

const one = (cells: Record<string, string>) => {
  const all: Record<string, string> = {
    'Employee number': '1042',
    Name: 'Ana Ruiz',
    Title: 'Clerk',
    Department: 'City Clerk',
    'Hired on': '2024-02-29',
    Mail: '',
    Manager: '',
    'Last day': '',
    'On leave from': '',
    'Back on': '',
    ...cells,
  };
  return `${Object.keys(all).join(',')}\n${Object.values(all).join(',')}`;
};

const wrongCells: [Record<string, string>, string][] = [
  [{ 'Hired on': '2/30/2026' }, 'Line 2, Hired on: 2/30/2026 is not a day that exists.'],
  [{ 'Hired on': '2026-02-30' }, 'Line 2, Hired on: 2026-02-30 is not a day that exists.'],
  [{ 'Hired on': '13/1/2026' }, 'Line 2, Hired on: 13/1/2026 is not a day that exists.'],
  [
    { 'Hired on': '3/9/26' },
    'Line 2, Hired on: “3/9/26” is not a date the portal reads. Write it like 2026-03-09 or 3/9/2026.',
  ],
  [
    { 'Hired on': '45000' },
    'Line 2, Hired on: “45000” is not a date the portal reads. Write it like 2026-03-09 or 3/9/2026.',
  ],
  [{ 'Hired on': '' }, 'Line 2, Hired on: The hire date is missing.'],
  [
    { 'Last day': 'soon' },
    'Line 2, Last day: “soon” is not a date the portal reads. Write it like 2026-03-09 or 3/9/2026.',
  ],
  [{ 'Last day': '2024-01-01' }, 'Line 2, Last day: The last day comes before the hire date.'],
  [
    { 'Back on': '2026-01-01' },
    'Line 2, Back on: There is a day back, and no day from which they are on leave.',
  ],
  [
    { 'On leave from': '2026-02-01', 'Back on': '2026-02-01' },
    'Line 2, Back on: The day back has to come after the first day of the leave.',
  ],
  [{ 'Employee number': '' }, 'Line 2, Employee number: The employee number is missing.'],
  [
    { 'Employee number': '10 42' },
    'Line 2, Employee number: An employee number is letters, digits, dots and hyphens.',
  ],
  [{ Name: '' }, 'Line 2, Name: The name is missing.'],
  [
    { Name: '=HYPERLINK("x")' },
    'Line 2, Name: This begins with “=”, as a formula does. Write it as plain text.',
  ],
  [
    { Name: '@SUM(A1)' },
    'Line 2, Name: This begins with “@”, as a formula does. Write it as plain text.',
  ],
  [
    { Title: '+1' },
    'Line 2, Title: This begins with “+”, as a formula does. Write it as plain text.',
  ],
  [
    { Department: '-1' },
    'Line 2, Department: This begins with “-”, as a formula does. Write it as plain text.',
  ],
  [{ Name: 'x'.repeat(201) }, 'Line 2, Name: The name is longer than 200 characters.'],
  [{ Name: '"Ana\nRuiz"' }, 'Line 2, Name: The name holds a control character, such as a tab.'],
  [{ Mail: 'ana at city' }, 'Line 2, Mail: The work e-mail looks like name@example.gov.'],
  [{ Manager: '1042' }, 'Line 2, Manager: Nobody is their own manager.'],
];
for (const [cells, sentence] of wrongCells) {
  test(sentence, async () => expect(await saysOf(one(cells))).toEqual([sentence]));
}

test('numbers and addresses that stand there twice are refused, also in another case', async () => {
  const text = `${HEAD},Mail\nfd-7a,Ana,Clerk,Fire,2024-02-29,a@b.example\nFD-7A,Bo,Clerk,Fire,2024-02-29,A@B.example\n`;
  expect(await saysOf(text)).toEqual([
    'Line 3, Employee number: FD-7A stands on line 2 already, as fd-7a.',
    'Line 3, Mail: a@b.example stands on line 2 already.',
  ]);
});

const wrongFiles: [string, string | Uint8Array, string][] = [
  ['an empty file', '', 'This file is empty.'],
  ['a file of blank lines', ' \n\n', 'This file is empty.'],
  ['a header with nobody', HEAD, 'This file has a header and nobody below it.'],
  [
    'a spreadsheet',
    new Uint8Array([0x50, 0x4b, 3, 4, 20, 0]),
    'This is a spreadsheet, such as .xlsx. Open it, choose “Save as” and the type CSV UTF-8, and send that file.',
  ],
  [
    'an old spreadsheet',
    new Uint8Array([0xd0, 0xcf, 0x11, 0xe0]),
    'This is a spreadsheet of an older kind (.xls). Open it, choose “Save as” and the type CSV UTF-8, and send that file.',
  ],
  [
    'a PDF',
    '%PDF-1.7',
    'This is a PDF. The roster has to be a CSV file, as HR’s system exports it.',
  ],
  [
    'bytes that are no text',
    new Uint8Array([65, 0, 66]),
    'This is not a CSV file: it holds bytes that are no text.',
  ],
  [
    'half a character',
    new Uint8Array([0xff, 0xfe, 65]),
    'This file ends in the middle of a character. Save it again as CSV UTF-8.',
  ],
  [
    'a letter',
    'Dear HR,\nhere is the list',
    'Line 1: The first line has to name the columns: Employee number, Name, Title, Department, Mail, Manager, Hired on, Last day, On leave from, Back on. Download the template to see how.',
  ],
  [
    'a column too few',
    'Employee number,Name,Title,Hired on\n',
    'Line 1, Department: This column is missing.',
  ],
  ['a column twice', `${HEAD},name\n${ANA},x`, 'Line 1, Name: This column stands there twice.'],
  [
    'a day back without its column',
    `${HEAD},Back on\n${ANA},`,
    'Line 1, Back on: This column needs the column “On leave from” beside it.',
  ],
  [
    'a name with a bare comma',
    `${HEAD}\n1,Ruiz,Ana,Clerk,City Clerk,2024-02-29`,
    'Line 2: This line has more cells than there are columns. A name with a comma in it stands in quotation marks.',
  ],
];
for (const [what, file, sentence] of wrongFiles) {
  test(`${what} is refused in one sentence`, async () => {
    expect(await saysOf(file)).toEqual([sentence]);
  });
}

test('a quote that never closes is told of where it opens, whatever the line ends', async () => {
  for (const end of ['\n', '\r\n']) {
    const lines = [
      HEAD,
      ANA,
      '',
      '2,"Bo Lee,Clerk,Fire,2024-02-29',
      '3,Cy,Clerk,Fire,2024-02-29',
      '',
    ];
    expect(await saysOf(lines.join(end))).toEqual([
      'Line 4: A quotation mark opens here and never closes. Close it, or take it out.',
    ]);
  }
});

test('every mistake is found, each on its own line, also after a cell of several lines', async () => {
  const text = [
    'Note,Employee number,Name,Title,Department,Hired on',
    '"two\r\nlines",1,,Clerk,Fire,2024-02-29',
    '',
    'x,2,Bo,Clerk,Fire,2/30/2026',
  ].join('\r\n');
  expect(await saysOf(text)).toEqual([
    'Line 2, Name: The name is missing.',
    'Line 5, Hired on: 2/30/2026 is not a day that exists.',
  ]);
});

test('30,000 rows are read, and others have their turn meanwhile', async () => {
  const lines = Array.from({ length: 30_000 }, (_, n) => `E${n},Person ${n},Clerk,Fire,2024-02-29`);
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  expect(await rowsOf([HEAD, ...lines].join('\n'))).toHaveLength(30_000);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(10);
});

test('hundreds of thousands of blank lines below the staff keep nobody waiting', async () => {
  const blank = `${'\n'.repeat(300_000)}${',,,,\n'.repeat(100_000)}`;
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  expect(await rowsOf(`${HEAD}\n${ANA}\n${blank}`)).toHaveLength(1);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(5);
  const below = `${HEAD}\n${ANA}\n${blank}1043,Ben,Clerk,Fire,2/30/2026\n`;
  expect(await saysOf(below)).toEqual([
    'Line 400003, Hired on: 2/30/2026 is not a day that exists.',
  ]);
});

test('a line that does not end is told of, before all of it is read', async () => {
  expect(await saysOf(`${HEAD}\n${ANA}\n\n1043,"Ben${'x\n'.repeat(200_000)}`)).toEqual([
    'Line 4: This line does not end. Most likely a quotation mark opens here and never closes: close it, or take it out.',
  ]);
});

test('lines count against the limit, right or wrong', async () => {
  const wrong = 'a,b,c,d,e,one too many\n'.repeat(100_001);
  expect(await saysOf(`${HEAD}\n${wrong}`)).toEqual([
    'Line 100002: A roster has at most 100000 people.',
  ]);
});
