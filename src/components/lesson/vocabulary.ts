import Clause from './Clause.astro';
import Example from './Example.astro';
import Information from './Information.astro';
import Pair from './Pair.astro';
import Reading from './Reading.astro';
import Should from './Should.astro';
import Table from './Table.astro';
import TryIt from './TryIt.astro';

/** What a lesson may say beyond Markdown, and how its tables are drawn: `<Content components={vocabulary} />`. */
export const vocabulary = {
  Clause,
  Example,
  Information,
  Pair,
  Reading,
  Should,
  TryIt,
  table: Table,
};
