import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { LessonHead } from '#policies/schemas.ts';

/** Lessons' bodies, to render and to know which of the City's words they quote: `social-media/2023-04-20/C.3-identification`. All else is read by policies. */
const lessons = defineCollection({
  loader: glob({
    base: './content',
    pattern: '*/*/lessons/*.mdx',
    generateId: ({ entry }) => entry.replace('/lessons/', '/').replace(/\.mdx$/, ''),
  }),
  schema: LessonHead,
});

export const collections = { lessons };
