import { defineConfig } from 'drizzle-kit';

/** `npm run db:migration -- --name=what-it-does` writes the next migration from the schema. */
export default defineConfig({
  dialect: 'sqlite',
  schema: './db/schema/index.ts',
  out: './db/migrations',
});
