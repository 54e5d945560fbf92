import { asProblem, rulesApi, type Problem, type RuleComparison } from '@hadir/api';

/** What is compared. */
export interface Asked {
  pack: string;
  from: string;
  to: string;
}

/** A comparison with its pages, and what it was of: other words need another comparison. */
export class Comparing {
  value = $state.raw<RuleComparison | null>(null);
  problem = $state.raw<Problem | null>(null);
  busy = $state(false);
  #of: Asked | null = null;

  /** Whether what is shown is of these words and days. */
  isOf(asked: Asked): boolean {
    const of = this.#of;
    return this.value !== null && of?.pack === asked.pack && of.from === asked.from && of.to === asked.to;
  }

  async ask(asked: Asked): Promise<void> {
    this.busy = true;
    this.problem = null;
    try {
      const value = await rulesApi.compare({ ...asked });
      this.#of = { ...asked };
      this.value = value;
    } catch (thrown) {
      this.value = null;
      this.problem = asProblem(thrown);
    }
    this.busy = false;
  }

  /** Adds the next page. Where the figures changed since, they are shown anew. */
  async more(): Promise<void> {
    const [of, shown] = [this.#of, this.value];
    if (!of || !shown?.next) return;
    this.busy = true;
    try {
      const next = await rulesApi.compare({ ...of, after: shown.next });
      if (next.sha256 === shown.sha256) this.value = { ...next, items: [...shown.items, ...next.items] };
      else await this.ask(of);
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
    this.busy = false;
  }
}
