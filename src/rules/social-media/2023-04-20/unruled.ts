import type { Unruled } from '#rules/model.ts';

const SANCTIONED_USE = 'An example of an open list; what it permits stays subject to D.3 and D.4.';
const RESERVED = 'A power the City reserves: nothing to do or to avoid; asked only as recall.';
const COVERED_MEDIUM =
  'One of a list that is not exhaustive; it is taught, and says what a posting is.';

const WHAT_COUNTS = "It is one of the City's examples of what counts. It tells you nothing to do.";
const ONE_USE =
  'It is one example of how the City may use social media. The other rules still apply.';

/** Every norm of the text that has no rule. */
export const UNRULED: readonly Unruled[] = [
  unruled(
    'A:1',
    'information',
    'It states a circumstance and binds nobody.',
    'It says that the ways to talk to each other keep changing. It tells you nothing to do.',
  ),
  unruled(
    'A:2',
    'information',
    'It states a purpose; the duties stand in C to E.',
    'It says that new media bring new chances and new duties. What those are comes later.',
  ),
  unruled(
    'A:3',
    'information',
    'Scope: every norm that binds employees reads who acts; no verdict of its own.',
    'It says whom the policy is for. It tells you nothing to do.',
  ),
  unruled('A:3.1', 'information', COVERED_MEDIUM, WHAT_COUNTS),
  unruled('A:3.2', 'information', COVERED_MEDIUM, WHAT_COUNTS),
  unruled('A:3.3', 'information', COVERED_MEDIUM, WHAT_COUNTS),
  unruled('A:3.4', 'information', COVERED_MEDIUM, WHAT_COUNTS),
  unruled('A:3.5', 'information', COVERED_MEDIUM, WHAT_COUNTS),
  unruled(
    'A:4',
    'information',
    'A definition that every rule uses.',
    'It says what the policy means by "social media postings." It tells you nothing to do.',
  ),
  unruled(
    'B:1',
    'information',
    'Scope: the purpose selects section C or D; no verdict of its own.',
    'It says what the policy covers: your own use, and use for the City. It tells you nothing to do.',
  ),
  unruled(
    'C.1:1',
    'information',
    'Scope: purpose, not device, selects section C (R1); no verdict of its own.',
    'It says when this part of the policy applies. It tells you nothing to do.',
  ),
  unruled(
    'C.1:2',
    'information',
    'The City takes no position; nothing is asked of anybody.',
    'The City takes no side on whether you use social media. It asks nothing of you.',
  ),
  unruled(
    'C.2:1',
    'information',
    'A principle of responsibility; the duties stand in the sentences that follow.',
    'It says that you answer for what you post. The next sentences say what to do.',
  ),
  unruled(
    'C.2:2',
    'should',
    'It asks for thought, which nobody can observe; a prompt in the lesson.',
    'The word is "should." It asks you to think before you post: what may be won or lost, and who may feel it.',
  ),
  unruled(
    'C.4:4',
    'information',
    'A fact about the world; quoted in lessons.',
    'It tells a fact: even a post that you deleted can still be found.',
  ),
  unruled(
    'C.4:7',
    'should',
    'It asks for thought, which nobody can observe; quoted in lessons.',
    'The word is "should." It asks you to keep in mind that a post may stay public for a long time.',
  ),
  unruled(
    'C.5:1',
    'city',
    RESERVED,
    'It is a right that the City keeps: it may watch what employees post. It asks nothing of you.',
  ),
  unruled(
    'C.5:2',
    'city',
    RESERVED,
    'It says what the City may do: look at what you post, at any time, without telling you first.',
  ),
  unruled(
    'D.1:1',
    'information',
    'It says what social media is good for; nobody is asked to do anything.',
    'It says what social media can be good for. It tells you nothing to do.',
  ),
  unruled(
    'D.2:1',
    'information',
    'The list that it opens is no limit: what is not on it is not forbidden.',
    'It opens a list of uses. The list is not complete, so a use that is not on it is not ruled out.',
  ),
  unruled('D.2.a:1', 'information', SANCTIONED_USE, ONE_USE),
  unruled('D.2.b:1', 'information', SANCTIONED_USE, ONE_USE),
  unruled('D.2.c:1', 'information', SANCTIONED_USE, ONE_USE),
  unruled('D.2.d:1', 'information', SANCTIONED_USE, ONE_USE),
  unruled(
    'D.3.c:1',
    'information',
    'A notice that privacy is not to be expected; asked only as recall.',
    'It is a notice: do not count on what you post for the City being private.',
  ),
  unruled(
    'D.3.c:2',
    'city',
    RESERVED,
    'It is a right that the City keeps: it may watch how its devices and networks are used, and call up the posts.',
  ),
  unruled(
    'D.3.c:3',
    'city',
    RESERVED,
    'It is a right that the City keeps: it may block social media on its networks.',
  ),
  unruled(
    'D.3.g:2',
    'information',
    'It says who owns the images; D.3.g:3 rules what to do with them.',
    'It says who owns these pictures: the City. The next sentence says what to do with them.',
  ),
  unruled(
    'D.3.h:1',
    'information',
    'It says that protocols stay as they are; D.3.h:2 says what not to do.',
    'It says that the ways to report an emergency stay as they are. The next sentence says what not to do.',
  ),
  unruled(
    'D.3.m:1',
    'city',
    'A power the City reserves over any content; E.3 and D.3.m:2 say what comments come to (R53).',
    'It is a right that the City keeps: it may limit or remove what it finds to go against this policy or the law.',
  ),
  unruled(
    'D.3.n:1',
    'city',
    'What the City says it will do; no conduct of one employee meets or misses it.',
    'It says what the City will do: use social media as much alike as it can in all its departments.',
  ),
  unruled(
    'D.3.o:1',
    'city',
    'It says which site comes first and asks nothing of anybody.',
    'It is about the City: its own website stays the main place for what it puts online.',
  ),
  unruled(
    'D.3.q:1',
    'information',
    'A notice ("may be considered"); it states no duty to keep anything.',
    'It is a notice: what is kept on social media about City business may be a public record.',
  ),
  unruled(
    'D.3.q:2',
    'information',
    'A notice of what a record may include; it states no duty.',
    'It says what such a record may hold. It tells you nothing to do.',
  ),
  unruled(
    'D.3.u:1',
    'city',
    RESERVED,
    'It says what the City may do: change this policy at any time.',
  ),
  unruled(
    'D.4.a:1',
    'information',
    'Scope: the rules of D.4.a read who is designated; no verdict of its own.',
    'It says what the next sentences are about. It tells you nothing to do.',
  ),
  unruled(
    'E.1:1',
    'city',
    'A duty of the City, too general for a verdict on one situation; taught.',
    'It says what the City itself must do: serve all people in a civil and fair way.',
  ),
  unruled(
    'E.2:1',
    'information',
    'It states what City sites are for.',
    'It says what City sites are for: to tell people about the City. It tells you nothing to do.',
  ),
  unruled(
    'E.3:1',
    'must',
    'It gives a to k their effect; each letter has its rule.',
    'It binds: what is on the list from a to k may not stand in a public comment on a City site.',
  ),
  unruled(
    'E.4:1',
    'information',
    'It says whose opinion a comment is; nothing to do or to avoid.',
    'It says whose view a comment is: only that of the person who posts it.',
  ),
  unruled(
    'E.4:2',
    'information',
    'It says what publishing does not mean; nothing to do or to avoid.',
    'It says what it does not mean when a comment is shown: that the City agrees with it.',
  ),
];

function unruled(
  id: string,
  meaning: Unruled['meaning'],
  reason: string,
  says: string,
): Required<Unruled> {
  return { id, sentence: id.split('/')[0]!, meaning, reason, says };
}
