import axe, { type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { AXE_TAGS, violations } from './browser.ts';

/** The rules that may break when nothing but the colors change. */
const COLORS = ['color-contrast', 'link-in-text-block'];

/** How a page is looked at, and by which of axe's rules. 320 px is WCAG's narrowest. */
const SCREENS: readonly Screen[] = [
  { screen: 'light', width: 1280, scheme: 'light', axe: { runOnly: AXE_TAGS } },
  { screen: 'dark', width: 1280, scheme: 'dark', axe: { runOnly: COLORS } },
  // In the dark, too: its colors have just been looked at.
  { screen: '320 px', width: 320, scheme: 'dark', axe: { runOnly: AXE_TAGS, rules: off(COLORS) } },
];
type Screen = { screen: string; width: number; scheme: 'light' | 'dark'; axe: RunOptions };

/** Once per page, before it goes anywhere: axe then comes with every load, at half the price. */
export async function bringAxe(page: Page): Promise<void> {
  await page.addInitScript(axe.source);
}

/**
 * What is wrong with the page as it stands in light, in dark and at 320 px: axe's violations inside
 * `within`, and what sticks out to the side. Empty when all is well. For hundreds of pages: each is
 * loaded once (by a page with `bringAxe`) and then only recolored and narrowed.
 */
export async function problemsOnScreens(page: Page, within = 'html'): Promise<string[]> {
  const problems: string[] = [];
  for (const { screen, width, scheme, axe: rules } of SCREENS) {
    await page.setViewportSize({ width, height: 320 });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    const found = [...(await violations(page, within, rules)), ...(await sticksOut(page))];
    problems.push(...found.map((problem) => `${screen}: ${problem}`));
  }
  return problems;
}

/** What is wider than the window. A wide table scrolls in a frame of its own, which is not. */
function sticksOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.documentElement;
    const beyond = [...document.querySelectorAll('body *')].filter(
      (element) =>
        element.getBoundingClientRect().right > root.clientWidth + 1 &&
        element.closest('.table-wrap > *') === null,
    );
    // The innermost is what is too wide; what stands around it is only stretched.
    const named = beyond
      .filter((element) => !beyond.some((one) => one !== element && element.contains(one)))
      .map((element) => `sticks out to the side: ${element.outerHTML.slice(0, 80)}`);
    const scrolls = root.scrollWidth > root.clientWidth && named.length === 0;
    return scrolls ? ['scrolls to the side'] : named;
  });
}

function off(rules: readonly string[]): NonNullable<RunOptions['rules']> {
  return Object.fromEntries(rules.map((rule) => [rule, { enabled: false }]));
}
