// Reads what a person reads on a screen.

/** A figure as it is written here: 5.588.245 */
export function figure(text) {
  return Number(text.replace(/[.\s]/g, ''));
}

/** The board's roster, its groups and the sum under them, all of one moment. */
export async function readBoard(page) {
  const seen = await page.locator('[data-sum]').evaluate((line) => ({
    groups: [...document.querySelectorAll('[data-state]')].map((item) => [
      item.dataset.state,
      item.querySelector('strong').innerText,
    ]),
    sum: Number(line.dataset.sum),
    roster: Number(line.dataset.roster),
    line: line.innerText.replace(/\s+/g, ' ').trim(),
    replayed: document.querySelector('[data-replayed]')?.dataset.replayed ?? null,
  }));
  return { ...seen, groups: Object.fromEntries(seen.groups.map(([state, text]) => [state, figure(text)])) };
}

/** The figures of a table's rows and of its last line, without the first column, all of one moment. */
export async function readTable(table) {
  const { rows, foot } = await table.evaluate((element) => {
    const texts = (within, cells) => [...within.querySelectorAll(cells)].map((cell) => cell.innerText);
    return {
      rows: [...element.querySelectorAll('tbody tr')].map((row) => ({
        name: row.querySelector('th').innerText.trim(),
        texts: texts(row, 'td .value'),
      })),
      foot: texts(element, 'tfoot td .value'),
    };
  });
  return {
    rows: rows.map(({ name, texts }) => ({ name, figures: texts.map(figure) })),
    foot: foot.map(figure),
  };
}

export const total = (numbers) => numbers.reduce((sum, one) => sum + one, 0);
