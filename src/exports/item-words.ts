import { sayDay, sayInstant } from '#clock.ts';
import type { CommentVerdict, Effect, Interval } from '#rules/model.ts';
import type { Before } from '#training/feedback/before.ts';
import { feedbackOn, type Feedback } from '#training/feedback/feedback.ts';
import { questionOf, VERDICT_WORDS } from '#training/question.ts';
import type { AskedItem } from '#training/read-attempt.ts';
import type { Revision } from '#policies/model.ts';
import type { Check } from './person-evidence.ts';
import type { SayConfirmed } from './confirmed.ts';
import { quote, sayCitation } from './lesson-words.ts';
import type { Pdf } from './tagged-pdf.ts';

/** Prints a question of a finished check: what was asked, what was chosen, what was right, and why. */
export async function sayItem(
  pdf: Pdf,
  check: Check,
  asked: AskedItem,
  { zone, confirmed }: { zone: string; confirmed: SayConfirmed },
): Promise<void> {
  const { judged, answer } = asked;
  const question = questionOf(check.attempt.revision, asked.item);
  await pdf.breathe();
  const feedback = feedbackOn(judged.revision, judged.item, answer?.given ?? []);
  await pdf.breathe();
  pdf.heading(4, `${asked.position}. ${question.title}`);
  for (const paragraph of question.story) pdf.paragraph(paragraph.replaceAll(/\s*\n\s*/g, ' '));
  pdf.paragraph(question.prompt, { face: 'bold' });
  const right = new Set(feedback.right.map(({ id }) => id));
  await pdf.grid(
    ['Option', 'Chosen', 'Right'],
    question.options.map(({ id, text, hint, words }) => [
      [text, hint, words?.text].filter(Boolean).join(' – '),
      answer?.given.includes(id) ? 'Yes' : 'No',
      right.has(id) ? 'Yes' : 'No',
    ]),
    [7, 1.2, 1.1],
  );
  sayScore(pdf, check, asked, zone);
  await pdf.breathe();
  sayWhy(pdf, judged.revision, feedback, confirmed);
}

function sayScore(pdf: Pdf, { attempt, turns }: Check, asked: AskedItem, zone: string): void {
  const { answer, position, item } = asked;
  if (!answer) return pdf.paragraph('Not answered.');
  const worded = (given: readonly string[]) =>
    questionOf(attempt.revision, { ...item, options: [...given] })
      .options.map(({ text }) => text)
      .join('; ');
  const mine = turns.filter((turn) => turn.position === position);
  for (const turn of mine.slice(0, -1)) {
    pdf.paragraph(
      `Answered before, ${sayInstant(turn.at, zone)}: ${worded(turn.given)}. Changed later.`,
    );
  }
  pdf.paragraph(
    `Answered ${sayInstant(answer.at, zone)}: ${worded(answer.given) || 'nothing'}. ` +
      `Score: ${points(answer.scoreGiven)} of 1.`,
    { face: 'bold' },
  );
  if (answer.regrade) {
    const { at, because } = answer.regrade;
    pdf.paragraph(
      `Scored anew by HR ${sayInstant(at, zone)}: ${points(answer.score)} of 1. ${because}`,
    );
  }
}

/** The reasons as the person was shown them. */
function sayWhy(pdf: Pdf, revision: Revision, feedback: Feedback, confirmed: SayConfirmed): void {
  for (const { option, because } of feedback.whyWrong)
    pdf.paragraph(`Why not “${option}”: ${because}`);
  if (feedback.verdict) pdf.paragraph(`Under the policy, this is: ${between(feedback.verdict)}.`);
  if (feedback.comment) pdf.paragraph(`The comment: ${between(feedback.comment)}.`);
  if (feedback.ask.length > 0) {
    pdf.paragraph('What decides, and the story leaves open:');
    pdf.list(feedback.ask);
  }
  if (feedback.before) sayBefore(pdf, feedback.before, revision.id);
  for (const sentence of new Set(feedback.reasons.map((reason) => reason.sentence))) {
    quote(pdf, revision, sentence);
    for (const reason of feedback.reasons.filter((one) => one.sentence === sentence)) {
      const begins =
        reason.status === 'breached' ? 'Because: ' : feedback.verdict ? 'Kept here: ' : '';
      const advised = reason.status === 'breached' && reason.strength === 'should';
      const mild = advised ? ' The policy advises here; it is not a ban.' : '';
      pdf.paragraph(`${begins}${reason.because}${mild}`);
    }
  }
  if (feedback.reasons.length === 0 && feedback.verdict?.hi === 'permitted')
    pdf.paragraph('Nothing in this policy forbids it.');
  if (feedback.mending.length > 0 && feedback.fixes.length === 0) {
    pdf.paragraph('The smallest change that makes it fine:');
    pdf.list(feedback.mending.map((steps) => steps.join(' And: ')));
  }
  for (const { standard, because } of feedback.judgements)
    pdf.paragraph(`A person judged this in writing the story (${standard}): ${because}.`);
  if (feedback.fixes.length > 0) {
    pdf.paragraph('What each change leads to:');
    pdf.list(
      feedback.fixes.map(({ text, verdict, best, sentences }) => {
        const against = sentences.map(sayCitation).join('; ');
        const still = sentences.length > 0 ? ` It still goes against ${against}.` : '';
        return `${text} ${VERDICT_WORDS[verdict].text}.${best ? ' This is the smallest change.' : ''}${still}`;
      }),
    );
  }
  for (const reading of feedback.readings) {
    const words = `How this is read: ${reading.issue} Used here: ${reading.adopted}`;
    pdf.paragraph(`${words} ${confirmed(revision, reading)}`, { quiet: true });
  }
}

/** Of a question about a change: what it came to in the earlier text, in that text's words. */
function sayBefore(pdf: Pdf, { effect, reasons }: Before, now: string): void {
  const none = reasons.length === 0 ? ' Nothing in the policy spoke against it.' : '';
  pdf.paragraph(`Before ${sayDay(now)}: ${between({ lo: effect, hi: effect })}.${none}`);
  for (const { sentence, text, because } of reasons)
    pdf.paragraph(`${sayCitation(sentence)} said: “${text}” ${because}`);
  pdf.paragraph(`Since ${sayDay(now)}:`);
}

const COMMENT_WORDS: Record<CommentVerdict, string> = {
  'may-stay': 'May stay',
  'may-be-removed': 'May be removed',
  'not-permitted': 'Not permitted',
};

function between<T extends Effect>({ lo, hi }: Interval<T>): string {
  const say = (verdict: T) =>
    verdict in COMMENT_WORDS
      ? COMMENT_WORDS[verdict as CommentVerdict]
      : VERDICT_WORDS[verdict as keyof typeof VERDICT_WORDS].text;
  return lo === hi ? say(hi) : `anything from ${say(lo)} to ${say(hi)}, as the story leaves open`;
}

const points = (n: number) => String(Number(n.toFixed(2)));
