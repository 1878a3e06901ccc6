/** A norm of the text that no rule decides, and why none does. */
export type Unruled = { id: string; sentence: string; reason: string };

const COVERED_MEDIUM =
  'One of a list that is not exhaustive; it is taught, and says what a posting is.';

/** Every norm of sections A to C and of D.3.g that has no rule. */
export const UNRULED: readonly Unruled[] = [
  unruled('A:1', 'It states a circumstance and binds nobody.'),
  unruled('A:2', 'It states a purpose; the duties stand in C to E.'),
  unruled('A:3', 'Scope: every norm that binds employees reads who acts; no verdict of its own.'),
  unruled('A:3.1', COVERED_MEDIUM),
  unruled('A:3.2', COVERED_MEDIUM),
  unruled('A:3.3', COVERED_MEDIUM),
  unruled('A:3.4', COVERED_MEDIUM),
  unruled('A:3.5', COVERED_MEDIUM),
  unruled('A:4', 'A definition that every rule uses.'),
  unruled('B:1', 'Scope: the purpose selects section C or D; no verdict of its own.'),
  unruled('C.1:1', 'Scope: purpose, not device, selects section C (R1); no verdict of its own.'),
  unruled('C.1:2', 'The City takes no position; what no norm forbids is permitted.'),
  unruled('C.2:1', 'A principle of responsibility; quoted in lessons ("sharing is posting").'),
  unruled('C.2:2', 'It asks for thought, which nobody can observe; a prompt in the lesson.'),
  unruled('C.4:4', 'A fact about the world; quoted in lessons.'),
  unruled('C.4:7', 'It asks for thought, which nobody can observe; quoted in lessons.'),
  unruled('C.5:1', 'A power the City reserves: nothing to do or to avoid; asked only as recall.'),
  unruled('C.5:2', 'A power the City reserves: nothing to do or to avoid; asked only as recall.'),
  unruled('D.3.g:2', 'It says who owns the images; D.3.g:3 rules what to do with them.'),
];

function unruled(id: string, reason: string): Unruled {
  return { id, sentence: id.split('/')[0]!, reason };
}
