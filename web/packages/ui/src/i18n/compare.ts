/** What is wrong between two dictionaries: keys missing on a side, empty texts, parameters that differ. */
export function differences(one: Record<string, string>, other: Record<string, string>): string[] {
  const wrong: string[] = [];
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const [a, b] = [one[key], other[key]];
    if (a === undefined || b === undefined) wrong.push(`${key}: missing`);
    else if (a.trim() === '' || b.trim() === '') wrong.push(`${key}: empty`);
    else if (parameters(a) !== parameters(b)) wrong.push(`${key}: parameters differ`);
  }
  return wrong;
}

function parameters(text: string): string {
  return [...text.matchAll(/\{(\w+)\}/g)]
    .map((m) => m[1])
    .sort()
    .join(',');
}
