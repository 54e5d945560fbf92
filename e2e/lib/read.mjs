// Reads what a person reads on a screen.

/** A figure as it is written here: 5.588.245 */
export function figure(text) {
  return Number(text.replace(/[.\s]/g, ''));
}

/** The board's roster, its groups and the sum under them. */
export async function readBoard(page) {
  const line = page.locator('[data-sum]');
  await line.waitFor();
  const groups = {};
  for (const item of await page.locator('[data-state]').all()) {
    groups[await item.getAttribute('data-state')] = figure(await item.locator('strong').innerText());
  }
  return {
    groups,
    sum: Number(await line.getAttribute('data-sum')),
    roster: Number(await line.getAttribute('data-roster')),
    line: (await line.innerText()).replace(/\s+/g, ' ').trim(),
  };
}

/** The figures of a table's rows and of its last line, without the first column. */
export async function readTable(table) {
  const rows = [];
  for (const row of await table.locator('tbody tr').all()) {
    rows.push({
      name: (await row.locator('th').innerText()).trim(),
      figures: (await row.locator('td .value').allInnerTexts()).map(figure),
    });
  }
  const foot = (await table.locator('tfoot td .value').allInnerTexts()).map(figure);
  return { rows, foot };
}

export const total = (numbers) => numbers.reduce((sum, one) => sum + one, 0);
