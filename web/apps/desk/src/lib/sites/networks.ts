/** What was typed, a line each; commas and blanks part too, as addresses come pasted in any shape. */
export function linesOf(typed: string): string[] {
  return typed.split(/[\s,;]+/).filter((line) => line !== '');
}
