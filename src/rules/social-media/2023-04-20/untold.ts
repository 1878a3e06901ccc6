/**
 * Readings whose other side no fact can tell: a story that turns on one names it in `readings`, and
 * then counts as hanging on it.
 */
export const UNTOLD: Readonly<Record<string, string>> = {
  R4: 'no fact tells a name badge from a uniform',
  R5: 'no fact tells a video from a picture, nor who else is in it',
  R6: 'no fact tells a paid break from work time',
  R11: 'no fact names a basis beyond those that E.3.c lists',
  R16: 'no fact tells calls of other kinds',
  R20: 'the three statements bring the same verdict, checked as one or each by itself',
  R28: 'the scale of comments says what they come to, not what must be done with them',
  R29: 'no fact names a ground beyond those that are stated',
  R31: 'that the City may deny access brings no verdict',
  R34: 'no fact tells a volunteer or contractor from another member of the public',
  R35: 'no fact tells an invited guest from a visitor, nor a supplier from others who work for the City',
  R39: "no fact tells the City's own post from another picture",
  R40: 'whether profanity is obscene is the judgement of each story',
  R47: 'the rules say of each sentence by itself what its breach brings',
  R49: 'a story on a City site takes the site as approved',
  R51: 'no fact tells sanctioned business from business that nobody sanctioned',
  R53: 'the scale of comments knows the grounds of E.3 and D.3.m:2 alone',
  R54: 'one judgement answers for the words of all three sentences',
  R57: 'no fact tells a computer from a truck',
  R58: "no fact tells how strong another policy's words are",
  R60: 'no fact tells one who calls from others in a call, nor an open matter from a closed one',
};
