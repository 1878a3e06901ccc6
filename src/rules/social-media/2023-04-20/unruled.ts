import type { Unruled } from '#rules/model.ts';

const SANCTIONED_USE = 'An example of an open list; what it permits stays subject to D.3 and D.4.';
const RESERVED = 'A power the City reserves: nothing to do or to avoid; asked only as recall.';
const COVERED_MEDIUM =
  'One of a list that is not exhaustive; it is taught, and says what a posting is.';

/** Every norm of the text that has no rule. */
export const UNRULED: readonly Unruled[] = [
  unruled('A:1', 'information', 'It states a circumstance and binds nobody.'),
  unruled('A:2', 'information', 'It states a purpose; the duties stand in C to E.'),
  unruled(
    'A:3',
    'information',
    'Scope: every norm that binds employees reads who acts; no verdict of its own.',
  ),
  unruled('A:3.1', 'information', COVERED_MEDIUM),
  unruled('A:3.2', 'information', COVERED_MEDIUM),
  unruled('A:3.3', 'information', COVERED_MEDIUM),
  unruled('A:3.4', 'information', COVERED_MEDIUM),
  unruled('A:3.5', 'information', COVERED_MEDIUM),
  unruled('A:4', 'information', 'A definition that every rule uses.'),
  unruled(
    'B:1',
    'information',
    'Scope: the purpose selects section C or D; no verdict of its own.',
  ),
  unruled(
    'C.1:1',
    'information',
    'Scope: purpose, not device, selects section C (R1); no verdict of its own.',
  ),
  unruled('C.1:2', 'information', 'The City takes no position; nothing is asked of anybody.'),
  unruled(
    'C.2:1',
    'information',
    'A principle of responsibility; the duties stand in the sentences that follow.',
  ),
  unruled(
    'C.2:2',
    'should',
    'It asks for thought, which nobody can observe; a prompt in the lesson.',
  ),
  unruled('C.4:4', 'information', 'A fact about the world; quoted in lessons.'),
  unruled('C.4:7', 'should', 'It asks for thought, which nobody can observe; quoted in lessons.'),
  unruled('C.5:1', 'city', RESERVED),
  unruled('C.5:2', 'city', RESERVED),
  unruled(
    'D.1:1',
    'information',
    'It says what social media is good for; nobody is asked to do anything.',
  ),
  unruled(
    'D.2:1',
    'information',
    'The list that it opens is no limit: what is not on it is not forbidden.',
  ),
  unruled('D.2.a:1', 'information', SANCTIONED_USE),
  unruled('D.2.b:1', 'information', SANCTIONED_USE),
  unruled('D.2.c:1', 'information', SANCTIONED_USE),
  unruled('D.2.d:1', 'information', SANCTIONED_USE),
  unruled(
    'D.3.c:1',
    'information',
    'A notice that privacy is not to be expected; asked only as recall.',
  ),
  unruled('D.3.c:2', 'city', RESERVED),
  unruled('D.3.c:3', 'city', RESERVED),
  unruled(
    'D.3.g:2',
    'information',
    'It says who owns the images; D.3.g:3 rules what to do with them.',
  ),
  unruled(
    'D.3.h:1',
    'information',
    'It says that protocols stay as they are; D.3.h:2 says what not to do.',
  ),
  unruled(
    'D.3.m:1',
    'city',
    'A power the City reserves over any content; E.3 and D.3.m:2 say what comments come to (R53).',
  ),
  unruled(
    'D.3.n:1',
    'city',
    'What the City says it will do; no conduct of one employee meets or misses it.',
  ),
  unruled('D.3.o:1', 'city', 'It says which site comes first and asks nothing of anybody.'),
  unruled(
    'D.3.q:1',
    'information',
    'A notice ("may be considered"); it states no duty to keep anything.',
  ),
  unruled('D.3.q:2', 'information', 'A notice of what a record may include; it states no duty.'),
  unruled('D.3.u:1', 'city', RESERVED),
  unruled(
    'D.4.a:1',
    'information',
    'Scope: the rules of D.4.a read who is designated; no verdict of its own.',
  ),
  unruled(
    'E.1:1',
    'city',
    'A duty of the City, too general for a verdict on one situation; taught.',
  ),
  unruled('E.2:1', 'information', 'It states what City sites are for.'),
  unruled('E.3:1', 'must', 'It gives a to k their effect; each letter has its rule.'),
  unruled('E.4:1', 'information', 'It says whose opinion a comment is; nothing to do or to avoid.'),
  unruled(
    'E.4:2',
    'information',
    'It says what publishing does not mean; nothing to do or to avoid.',
  ),
];

function unruled(id: string, meaning: Unruled['meaning'], reason: string): Unruled {
  return { id, sentence: id.split('/')[0]!, meaning, reason };
}
