import { and, eq } from 'drizzle-orm';
import { questions } from '#db/schema/index.ts';
import { isOutdone, type Message } from './told.ts';

/** HR has answered; the words stay in the portal. */
export const questionAnswered: Message = async (asked) => {
  const { db, policies, mail, person, origin } = asked;
  if (await isOutdone(asked)) return { dropped: 'A newer answer came meanwhile.' };
  const [question] = await db.read
    .select({ policyId: questions.policyId, sentence: questions.sentence })
    .from(questions)
    .where(and(eq(questions.id, mail.about), eq(questions.employeeNumber, person.number)));
  if (!question) return { dropped: 'The question is not there any more.' };
  const title = policies.find(({ id }) => id === question.policyId)?.title ?? question.policyId;
  return {
    subject: `HR has answered your question about ${question.sentence}`,
    parts: [
      `Hello ${person.name},`,
      `HR has answered what you asked about ${question.sentence} of the ${title}.`,
      { link: 'Read the answer', href: `${origin}/questions/${mail.about}` },
    ],
    why: 'You get this mail because you asked HR a question in the portal.',
  };
};
