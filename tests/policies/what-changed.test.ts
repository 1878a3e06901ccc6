import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sayCase } from '#components/changes/words.ts';
import { forTracks, whatChanged, type Change, type Piece } from '#policies/what-changed.ts';
import { piecesBetween } from '#policies/redline.ts';
import { all, is } from '#rules/condition.ts';
import type { Norm } from '#rules/model.ts';
import { forbids } from '#rules/norm.ts';
import { ruleset } from '#rules/social-media/2023-04-20/ruleset.ts';
import { amendingBy, everyonesLessons, fictionalDraft, FIRST } from '../support/amending.ts';
import { gradeOf } from '../support/reading-grade.ts';
import { realPolicies } from '../support/school.ts';

// The made-up draft against the City's text.
const draft = fictionalDraft();
const changed = whatChanged(draft, FIRST);
const first = realPolicies()[0]!.revisions[0]!;
const textOf = (how: Piece['how'], pieces: readonly Piece[]) =>
  pieces
    .filter((piece) => piece.how === 'same' || piece.how === how)
    .map(({ text }) => text)
    .join('');
const clause = (id: string, how: string) =>
  changed.clauses.find((one) => one.id === id && one.how === how)!;
const change = (id: string, of: readonly Change[] = changed.changes) =>
  of.find((one) => one.id === id)!;

describe('the redline', () => {
  test('holds both texts whole, to the letter', () => {
    const sentences = changed.clauses.flatMap((one) => one.sentences);
    for (const { id, text } of draft.clauses.flatMap((one) => one.sentences)) {
      const one = sentences.find((it) => it.id === id && it.how !== 'removed')!;
      expect(textOf('added', one.pieces)).toBe(text);
    }
    const older = new Set(sentences.map(({ pieces }) => textOf('removed', pieces)));
    for (const { text } of first.clauses.flatMap((one) => one.sentences))
      expect(older).toContain(text);
  });

  test('marks only what is otherwise', () => {
    const touched = changed.clauses.flatMap((one) =>
      one.sentences.filter(({ how }) => how !== 'same').map(({ id, how }) => [id, how]),
    );
    expect(touched).toEqual([
      ['A:3.5', 'reworded'],
      ['A:3.6', 'added'],
      ['C.4:2', 'reworded'],
      ['D.3.v:1', 'added'],
      ['D.4.a.iii:1', 'reworded'],
      ['E.3.g:1', 'removed'],
      ['E.3.g:1', 'moved'],
      ['E.3.h:1', 'moved'],
      ['E.3.i:1', 'moved'],
      ['E.3.j:1', 'moved'],
    ]);
  });

  test('tells a renumbered clause as moved, with its old number, and never as removed and added', () => {
    expect(clause('E.3.g', 'moved')).toMatchObject({ from: 'E.3.h' });
    const words = draft.clauses.find(({ id }) => id === 'E.3.g')!.sentences[0]!.text;
    const told = changed.clauses.flatMap(({ sentences }) =>
      sentences.filter(({ pieces }) => pieces.some(({ text }) => text.includes(words))),
    );
    expect(told.map(({ how }) => how)).toEqual(['moved']);
    expect(clause('E.3.g', 'removed').anchor).toBeUndefined();
  });

  test('gives the words taken out and put in of a sentence said otherwise', () => {
    const [, sentence] = clause('C.4', 'reworded').sentences;
    expect(sentence!.pieces).toEqual([
      { text: 'If an employee ', how: 'removed' },
      { text: 'An employee who ', how: 'added' },
      { text: 'makes a mistake', how: 'same' },
      { text: ', it should be corrected quickly', how: 'removed' },
      { text: ' should correct it promptly', how: 'added' },
      { text: '.', how: 'same' },
    ]);
  });

  test('a mark that changed is told with its word', () => {
    expect(
      piecesBetween('Bulletin boards or chat rooms.', 'Bulletin boards or chat rooms;'),
    ).toEqual([
      { text: 'Bulletin boards or chat ', how: 'same' },
      { text: 'rooms.', how: 'removed' },
      { text: 'rooms;', how: 'added' },
    ]);
    expect(piecesBetween('One, two', 'One two')).toEqual([
      { text: 'One,', how: 'removed' },
      { text: 'One', how: 'added' },
      { text: ' two', how: 'same' },
    ]);
  });

  test('pieces joined are the sentences, whatever was changed', () => {
    const pairs = [
      ['', 'All new.'],
      ['All gone.', ''],
      ['one two three', 'one 2 three'],
      ['a b c d e f', 'b a d c f e'],
      ['; a', ', a'],
      ['a b. c d, e', 'a b; c d e'],
      ['“Quoted” – and dashed; twice', '“Quoted”, and dashed; once'],
    ] as const;
    const word = fc.constantFrom('a', 'b', 'shall', 'not', 'post', ',', '.', ' ', '  ', '“', '–');
    const words = fc.array(word, { maxLength: 12 }).map((all) => all.join(' '));
    const more = fc.sample(fc.tuple(words, words), { numRuns: 500, seed: 7 });
    for (const [was, now] of [...pairs, ...more]) {
      const pieces = piecesBetween(was, now);
      expect(textOf('removed', pieces)).toBe(was);
      expect(textOf('added', pieces)).toBe(now);
      expect(pieces.every(({ text }) => text !== '')).toBe(true);
    }
  });
});

describe('the changes in plain sentences', () => {
  test('come one for each thing that is otherwise, those that turn an answer first', () => {
    expect(
      changed.changes.map(({ id, kind, example }) => [id, kind, example !== undefined]),
    ).toEqual([
      ['use.act', 'redefined', true],
      ['D.4.a.iii:1', 'changed', true],
      ['D.3.v:1', 'new', true],
      ['was E.3.g:1', 'gone', true],
      ['E.5:1', 'changed', false],
    ]);
    expect(changed.outcome).toBe('duties');
  });

  test('an equivalent rewording changes text and no rule', () => {
    expect(changed.changes.filter(({ sentences }) => sentences.includes('C.4:2'))).toEqual([]);
    const C42 = ruleset.norms.find(({ id }) => id === 'C.4:2')!;
    const reworded: Norm = { ...C42, quote: 'Correct it soon.', gist: 'Correct it soon.' };
    const norms = ruleset.norms.map((norm) => (norm === C42 ? reworded : norm));
    const later = amendingBy(ruleset, { ...ruleset, norms });
    const { outcome, changes, clauses } = whatChanged(later, FIRST);
    expect([outcome, changes]).toEqual(['words', []]);
    const touched = clauses.flatMap(({ sentences }) =>
      sentences.filter(({ how }) => how !== 'same'),
    );
    expect(touched.map(({ id }) => id)).toEqual(['C.4:2']);
  });

  test('one redefinition is one change, told where the text says it', () => {
    const { says, sentences, norms, clauses } = change('use.act');
    expect(says).toEqual([
      'When this is sent by text message or e-mail, rules now apply that did not before.',
    ]);
    expect([sentences, clauses]).toEqual([['A:3.6'], ['A']]);
    expect(norms.length).toBeGreaterThan(40);
    expect(norms.map(({ id }) => id)).not.toContain('D.4.a.iii:1');
  });

  test('a norm changed in another way beside is a change of its own', () => {
    const { says, whom, example } = change('D.4.a.iii:1');
    expect(says).toEqual([
      'Designated, do not use a department computer for personal social media on work time.',
      'New exception: you are off duty, or you are at lunch.',
      'Before, it said: Designated, do not use a department computer for personal social media.',
      // Wider and narrower at once: both are told.
      'It also applies now when this is sent by text message or e-mail.',
    ]);
    expect(whom).toEqual(['designated']);
    expect(example).toMatchObject({
      // What is ordinary and decides is said: on work time it is as prohibited as before.
      words: [
        'you are a designated employee',
        'you are on a department computer',
        'this is a posting',
        'this is personal use',
        'you are off duty',
      ],
      before: { verdict: 'prohibited' },
      after: { verdict: 'permitted' },
    });
  });

  test('they and their examples are read with ease', () => {
    const told = changed.changes.flatMap(({ says, examples }) => [
      ...says,
      ...examples.map(({ words }) => sayCase(words)),
    ]);
    expect(gradeOf(told.join('\n\n'))).toBeLessThanOrEqual(8);
  });

  test('what is gone is told by its old number, and what is new by its gist', () => {
    expect(change('was E.3.g:1')).toMatchObject({
      says: ['No longer a rule: No solicitation of commerce.'],
      clauses: ['was E.3.g'],
      whom: ['public'],
      example: { before: { comment: 'not-permitted' }, after: { comment: 'may-stay' } },
    });
    expect(change('D.3.v:1').says[0]).toContain('label an image');
  });

  test('an effect, a strength, a bearer and a lost exception are told', () => {
    const says = (id: string, other: Partial<Norm>) => {
      const norms = ruleset.norms.map((norm) => (norm.id === id ? { ...norm, ...other } : norm));
      return change(id, whatChanged(amendingBy(ruleset, { ...ruleset, norms }), FIRST).changes)
        .says;
    };
    expect(says('C.3:3', { effect: 'needs-approval' })).toContain(
      'Before, it made this prohibited. Now it makes it allowed only with approval.',
    );
    expect(says('C.2:5', { strength: 'must' })).toContain('It advised before. Now it binds.');
    expect(says('C.3:3', { bearer: 'designated' })).toContain(
      'It speaks to other people than before.',
    );
    expect(says('C.6:1/phi', { unless: [] }).join()).toContain('No longer an exception: ');
    // One example tells no more than its own direction.
    expect(says('C.3:3', { when: is('use.act', 'browse', 'post') }).join()).toContain(
      'When it applies has changed: here, the answer is milder than before.',
    );
    expect(says('C.1:3', { strength: 'must' })).toContain('It permitted before. Now it binds.');
  });
});

describe('for whom', () => {
  const mine = forTracks(changed, everyonesLessons(draft));

  test('who is on no track is told of nothing that only a track learns', () => {
    expect(mine.changes.map(({ id }) => id)).toEqual(['use.act', 'was E.3.g:1', 'E.5:1']);
    const told = [
      ...mine.clauses.map(({ id }) => id),
      ...mine.changes.flatMap(({ norms }) => norms.map(({ sentence }) => sentence)),
    ];
    expect(told.filter((id) => /^(?:D\.3\.v|D\.3\.r|D\.4\.a)/.test(id))).toEqual([]);
    expect(mine.lessons.map(({ id }) => id)).toEqual([
      'A-B-overview-and-scope',
      'D.3.d-h-information-and-emergencies',
      'E-public-comments',
    ]);
  });

  test('who is on the track is told of it', () => {
    const sites = draft.lessons.filter(
      ({ tracks }) => tracks.length === 0 || tracks.includes('city-sites'),
    );
    const theirs = forTracks(changed, sites);
    expect(theirs.changes).toHaveLength(changed.changes.length);
    expect(theirs.clauses.map(({ id }) => id)).toContain('D.3.v');
  });

  test('a change told to fewer has the whom and the smallest case of the norms that are left', () => {
    const { whom, norms, examples, example } = change('use.act', mine.changes);
    const ids = norms.map(({ id }) => id);
    expect(whom).toEqual(['employee']);
    expect(examples.every(({ norm }) => ids.includes(norm))).toBe(true);
    expect(example).toBe(examples[0]);
    expect(norms.length).toBeLessThan(change('use.act').norms.length);
  });
});

test('since itself nothing changed, and since a stranger it throws', () => {
  const none = whatChanged(first, FIRST);
  expect([none.outcome, none.changes, none.lessons]).toEqual(['same', [], []]);
  expect(none.clauses.every(({ how }) => how === 'same')).toBe(true);
  expect(() => whatChanged(first, '2018-09-20')).toThrow('2023-04-20 does not amend 2018-09-20');
});

test('it is found once for each pair', () => {
  expect(whatChanged(draft, FIRST)).toBe(changed);
});

test('two norms that changed alike by chance, in another way, are two changes', () => {
  const riddle = forbids('Z.1:1', {
    quote: 'No riddles.',
    gist: 'No riddles.',
    when: all(is('use.act', 'post')),
    wrong: is('content.complaint'),
    because: '{content.complaint}.',
  });
  const later = amendingBy(ruleset, {
    ...ruleset,
    norms: [...ruleset.norms, riddle, { ...riddle, id: 'Z.2:1', sentence: 'Z.2:1' }],
  });
  const { changes } = whatChanged(later, FIRST);
  expect(changes.map(({ id, kind }) => [id, kind])).toEqual([
    ['Z.1:1', 'new'],
    ['Z.2:1', 'new'],
  ]);
});
