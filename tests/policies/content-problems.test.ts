import { expect, test } from 'vitest';
import { readPolicies } from '#policies/read-policies.ts';
import { edited, TINY_FILES, TINY_RULESET, tinyContent, told } from './tiny-content.ts';

// Every message names file and line, and the nearest right name where one is misspelt.

const FOLDER = 'tiny/2020-01-31';
const SCENARIO = `${FOLDER}/scenarios/A.1-parade.yaml`;
const LESSON = `${FOLDER}/lessons/A.1-pictures.mdx`;

const toldOf = (changed: Record<string, string | null>) =>
  told(() => readPolicies(tinyContent(changed), { 'tiny/2020-01-31': TINY_RULESET }));

const scenario = (from: string, to: string) => toldOf(edited(SCENARIO, from, to));
const at = (line: number) => `content/${SCENARIO}:${line}: `;

test('an author is told of a misspelt key', () => {
  expect(scenario('offers:', 'offer:')).toEqual([
    `${at(10)}\`offer\` is not a key here; did you mean \`offers\`?`,
  ]);
  expect(
    scenario('    change: { photo.uniform: false }\n', '    chnge: { photo.uniform: false }\n'),
  ).toEqual([
    `${at(14)}\`change\` is missing`,
    `${at(15)}\`chnge\` is not a key here; did you mean \`change\`?`,
  ]);
  expect(scenario('title: The parade', 'title: The parade\nzzzzzz: 1')).toEqual([
    `${at(2)}\`zzzzzz\` is not a key here; the keys are \`title\`, \`lesson\`, \`asks\`, \`story\`, ` +
      '`facts`, `offers`, `readings`, `fixes`, `variants`, `review`',
  ]);
});

test('an author is told of a missing, empty or wrongly typed value', () => {
  expect(scenario('title: The parade\n', '')).toEqual([`${at(1)}\`title\` is missing`]);
  expect(scenario('title: The parade', "title: ' '")).toEqual([`${at(1)}\`title\` is empty`]);
  expect(scenario('title: The parade', 'title: 911')).toEqual([
    `${at(1)}\`title\` must be text: put it in quotes`,
  ]);
  expect(scenario('asks: [verdict, clauses, fix]', 'asks: verdict')).toEqual([
    `${at(3)}\`asks\` must be a list`,
  ]);
  expect(scenario('asks: [verdict, clauses, fix]', 'asks: []')).toContain(
    `${at(3)}\`asks\` asks nothing`,
  );
  expect(scenario('asks: [verdict,', 'asks: [verdicts,')).toEqual([
    `${at(3)}item 1 of \`asks\` is \`verdicts\`, which is not known; did you mean \`verdict\`?`,
  ]);
  expect(scenario('on: 2026-11-22', 'on: 2026-11-31')).toEqual([
    `${at(21)}\`on\` is a day no calendar has`,
  ]);
  expect(scenario('photo.uniform: true\n', 'photo.uniform: 1\n')).toEqual([
    `${at(7)}\`photo.uniform\` is a value, \`unknown\`, a list of values, or \`{ is: value, because: reason }\``,
  ]);
});

test('an author is told of a statement with a gap that nothing fills', () => {
  expect(toldOf(edited('tiny/policy.yaml', '{name}', '{nmae}'))).toEqual([
    'content/tiny/policy.yaml:6: `statement` may hold {name}, {policy} and {revision}, no other braces',
  ]);
});

test('an author is told of YAML that is none', () => {
  expect(scenario('title: The parade', 'title: The parade: part 2')[0]).toMatch(
    /^content\/tiny\/2020-01-31\/scenarios\/A\.1-parade\.yaml:1: this is not valid YAML: nested mappings/,
  );
  expect(scenario('lesson: A.1-pictures', 'title: Again\nlesson: A.1-pictures')).toEqual([
    `${at(2)}this is not valid YAML: map keys must be unique`,
  ]);
});

test('an author is told of a misspelt fact, value, lesson, sentence or clause', () => {
  expect(scenario('photo.uniform: true', 'photo.unifrom: true')).toEqual([
    `${at(7)}There is no fact \`photo.unifrom\`; did you mean \`photo.uniform\`?`,
  ]);
  expect(scenario('photo.about: neighbor', 'photo.about: neighbour')[0]).toMatch(
    /:8: `photo.about` cannot be `neighbour`; did you mean `neighbor`\?/,
  );
  expect(
    scenario('{ photo.cruel: false }\n    story', '{ photo.cruell: false }\n    story')[0],
  ).toMatch(/:18: There is no fact `photo.cruell`/);
  expect(scenario('lesson: A.1-pictures', 'lesson: A.1-picture')).toContain(
    `${at(2)}no lesson has the id \`A.1-picture\`; did you mean \`A.1-pictures\`?`,
  );
  expect(scenario('offers: [A.1:1, A.1:2]', 'offers: [A.1:1, A.1:2]\nreadings: [R77]')).toEqual([
    expect.stringContaining('no reading has the id `R77`'),
  ]);
  expect(scenario('offers: [A.1:1, A.1:2]', 'offers: [A.1:1, A.1.2]')).toEqual([
    `${at(10)}no sentence has the id \`A.1.2\`; did you mean \`A.1:2\`?`,
  ]);
  expect(toldOf(edited(LESSON, 'clauses: [A.1]', 'clauses: [A.1, A.2]'))).toEqual([
    `content/${LESSON}:6: no clause has the id \`A.2\`; did you mean \`A.1\`?`,
  ]);
  expect(toldOf(edited('tiny/policy.yaml', "['A.1:1']", "['A.1:7']"))).toEqual([
    'content/tiny/policy.yaml:7: no sentence has the id `A.1:7`; did you mean `A.1:1`?',
  ]);
  expect(toldOf(edited(`${FOLDER}/readings.yaml`, '[A.1:1]', '[A.1:8]'))).toEqual([
    `content/${FOLDER}/readings.yaml:2: no clause or sentence has the id \`A.1:8\`; did you mean \`A.1:1\`?`,
  ]);
});

test('an author is told of a judgement without its reason, and of a reason beside what is no judgement', () => {
  expect(scenario('{ is: true, because: laughs at his limp }', 'true')).toEqual([
    `${at(9)}\`photo.cruel\` is a judgement and needs its reason: { is: true, because: … }`,
  ]);
  expect(
    scenario('photo.uniform: true\n', 'photo.uniform: { is: true, because: brass buttons }\n'),
  ).toEqual([`${at(7)}\`photo.uniform\` is no judgement: write \`true\` alone`]);
  expect(
    scenario('photo.cruel: { is: true, because: laughs at his limp }', 'photo.cruel: unknown'),
  ).toEqual([]);
});

test('an author is told of fixes that cannot be, change nothing or do not mend', () => {
  const fix = '{ photo.uniform: false, photo.cruel: false }';
  expect(
    scenario(fix, '{ photo.uniform: false, photo.cruel: false, photo.about: nobody }'),
  ).toEqual([`${at(13)}\`photo.about\` is what happened: a fix cannot change it`]);
  expect(scenario(fix, '{ photo.uniform: true }')).toEqual([
    `${at(11)}no fix makes it permitted: the best is \`advised-against\``,
    `${at(13)}this changes nothing: the facts are already so`,
  ]);
  expect(scenario('asks: [verdict, clauses, fix]', 'asks: [verdict]')).toEqual([
    `${at(11)}\`fixes\` stand here, but \`asks\` does not ask for a fix`,
  ]);
  expect(
    toldOf(
      edited(SCENARIO, '  - text: Crop the uniform\n    change: { photo.uniform: false }\n', ''),
    ),
  ).toEqual([`${at(3)}\`fix\` is asked, but there are fewer than two \`fixes\` to choose from`]);
});

test('an author is told of a `clauses` question with nothing to choose from', () => {
  expect(scenario('offers: [A.1:1, A.1:2]', 'offers: [A.1:1]')).toEqual([
    `${at(3)}\`clauses\` is asked, but \`offers\` names fewer than two sentences`,
  ]);
});

test('an author is told of a variant that repeats another telling', () => {
  expect(
    scenario('{ photo.cruel: false }\n    story', '{ photo.uniform: true }\n    story'),
  ).toEqual([`${at(18)}nothing differs from the facts of \`base\``]);
  expect(scenario(', and is kind', '')).toEqual([
    `${at(19)}the story is told as in \`base\`: tell what is changed`,
  ]);
  expect(scenario('id: no-laugh', 'id: base')).toEqual([
    `${at(17)}\`base\` is already the id of another telling`,
  ]);
});

test('an author is told of a lesson that its scenarios cannot fill, or in the place of another', () => {
  expect(toldOf(edited(LESSON, 'graded: 1', 'graded: 2'))).toEqual([
    `content/${LESSON}:7: \`graded\` is 2, but a check asks each question of another scenario, and this ` +
      'lesson has only 1',
  ]);
  const twin = (TINY_FILES[LESSON] ?? '').replace('graded: 1', 'graded: 0');
  expect(toldOf({ [`${FOLDER}/lessons/B-twin.mdx`]: twin })).toEqual([
    `content/${FOLDER}/lessons/B-twin.mdx:4: \`order\` is 1 as in lesson \`A.1-pictures\``,
  ]);
  expect(toldOf({ [LESSON]: '# Pictures\n' })[0]).toBe(
    `content/${LESSON}:1: a lesson begins with its title and the rest between two lines of \`---\``,
  );
});

test('an author is told of a part of a lesson that is unknown, or names what is not there', () => {
  const body = (part: string) => toldOf(edited(LESSON, '<Clause id="A.1:1" />', part));
  expect(body('<Clause id="A.1" /> and <Example verdict="prohibited">no</Example>')).toEqual([]);
  expect(body('<Clause id="A.1:3" />')).toEqual([
    `content/${LESSON}:10: \`<Clause id="A.1:3">\` names nothing here; did you mean \`A.1:1\`?`,
  ]);
  expect(body('<TryIt scenario="A.1-parades" />')[0]).toMatch(/did you mean `A.1-parade`\?$/);
  const other = (TINY_FILES[LESSON] ?? '').replace('graded: 1', 'graded: 0');
  const twin = other
    .replace('order: 1', 'order: 2')
    .replace('<Clause id="A.1:1" />', '<TryIt scenario="A.1-parade" />');
  expect(toldOf({ [`${FOLDER}/lessons/B-twin.mdx`]: twin })).toEqual([
    `content/${FOLDER}/lessons/B-twin.mdx:10: \`<TryIt scenario="A.1-parade">\` names a scenario of ` +
      'lesson `A.1-pictures`: a lesson opens its own',
  ]);
  expect(body('<TryIt scenario="A.1-parade" />')).toEqual([]);
  expect(body('<Reading id="R7" />')).toHaveLength(1);
  expect(body('<Example verdict="forbidden">no</Example>')).toHaveLength(1);
  expect(body('<Clause />')).toEqual([`content/${LESSON}:10: \`<Clause>\` needs its \`id="…"\``]);
  expect(body('<Clauses id="A.1" />')).toEqual([
    `content/${LESSON}:10: \`<Clauses>\` is no part of a lesson; did you mean \`Clause\`?`,
  ]);
});

test('an author is told of a reading that rules follow and nobody wrote', () => {
  expect(toldOf(edited(`${FOLDER}/readings.yaml`, 'R1', 'R2'))).toEqual([
    `content/${FOLDER}/readings.yaml:1: rule \`A.1:1\` follows reading \`R1\`, which is not here`,
  ]);
});

test('an author is told of a file that is missing, and of one that nothing reads', () => {
  expect(toldOf({ [`${FOLDER}/policy.md`]: null })).toEqual([
    `content/${FOLDER}/policy.md:1: this file is missing`,
  ]);
  expect(toldOf({ 'tiny/policy.yaml': null })).toEqual([
    'content/tiny/policy.yaml:1: this file is missing',
  ]);
  expect(toldOf({ [`${FOLDER}/lessons/notes.txt`]: 'x' })[0]).toMatch(
    /^content\/tiny\/2020-01-31\/lessons\/notes\.txt:1: the portal does not read a file of this name/,
  );
  const misnamed = { 'tiny/2020-02-31/policy.md': 'x', 'tiny/2020-02-31/lessons/a.mdx': 'x' };
  expect(toldOf(misnamed)).toEqual([
    'content/tiny/2020-02-31:1: this folder is not named by a day: the folder of a revision is named by ' +
      'the day on which it takes effect, such as 2023-04-20',
  ]);
  expect(toldOf({ 'tiny/README.md': 'for people' })).toEqual([]);
});

test('an author is told which letters the name of a file may have', () => {
  const named = (name: string) => toldOf({ [`${FOLDER}/${name}`]: TINY_FILES[SCENARIO]! });
  expect(named('scenarios/A.1-josé_s bike.yaml')).toEqual([
    `content/${FOLDER}/scenarios/A.1-josé_s bike.yaml:1: a file's name here has letters a to z, ` +
      'digits, dots and hyphens only, not `é`, `_`, a space',
  ]);
  expect(named("lessons/A.1-ann's.mdx")[0]).toMatch(/digits, dots and hyphens only, not `'`$/);
});

test('an author is told how an id is written, with an example of no other thing', () => {
  expect(scenario('id: no-laugh', 'id: No laugh')).toEqual([
    `${at(17)}\`id\` is written in small letters, digits and hyphens, such as \`two-words\``,
  ]);
});

test('an author is told of a lesson named as one that the portal itself makes', () => {
  expect(toldOf({ [`${FOLDER}/lessons/again.mdx`]: TINY_FILES[LESSON]! })).toContain(
    `content/${FOLDER}/lessons/again.mdx:1: the portal itself makes a lesson of the name \`again\`: ` +
      'give this one another',
  );
});

test('an author is told of a track named twice, and of a lesson with an empty list of tracks', () => {
  const tracks = `tracks:
  - { id: drivers, title: Drivers, whom: Who drives. }
  - { id: drivers, title: Others, whom: Who does not. }
retention: null`;
  expect(toldOf(edited('tiny/policy.yaml', 'retention: null', tracks))).toEqual([
    'content/tiny/policy.yaml:10: `id` is `drivers`, which is the id of a track above',
  ]);
  expect(toldOf(edited(LESSON, 'graded: 1', 'graded: 1\ntracks: []'))).toEqual([
    `content/${LESSON}:8: \`tracks\` names no track: for everyone's lesson leave the line out`,
  ]);
});

test('an author is told of a revision that no rules encode', () => {
  expect(told(() => readPolicies(tinyContent(), { 'tiny/2020-01-30': TINY_RULESET }))).toEqual([
    'content/tiny/2020-01-31/policy.md:1: no rules encode this revision; did you mean `tiny/2020-01-30`?',
  ]);
  // Those of a revision that has its folder are nobody else's.
  const next = tinyContent({ 'tiny/2020-02-29/policy.md': TINY_FILES[`${FOLDER}/policy.md`]! });
  expect(told(() => readPolicies(next, { [FOLDER]: TINY_RULESET }))).toEqual([
    'content/tiny/2020-02-29/policy.md:1: no rules encode this revision: they stand under src/rules/, ' +
      'and src/policies/rulesets.ts names them',
  ]);
});

test('an author is told of rules that call themselves those of another revision', () => {
  const copied = { [FOLDER]: { ...TINY_RULESET, revision: '2019-01-01' } };
  expect(told(() => readPolicies(tinyContent(), copied))).toEqual([
    'content/tiny/2020-01-31/policy.md:1: its rules say that they are of tiny/2019-01-01: mend `revision` in them',
  ]);
});

test('an author is told of everything at once', () => {
  const problems = toldOf({
    ...edited(SCENARIO, 'title:', 'titel:'),
    ...edited(LESSON, 'order: 1', 'order: first'),
    ...edited('tiny/policy.yaml', 'share: 0.8', 'share: 80'),
  });
  expect(problems).toEqual([
    `content/${LESSON}:4: \`order\` must be a number`,
    `${at(1)}\`title\` is missing`,
    `${at(1)}\`titel\` is not a key here; did you mean \`title\`?`,
    'content/tiny/policy.yaml:7: `share` is a share: 0.8, not 80',
  ]);
});
