import { expect, it } from 'vitest';
import { cardIn } from './card';

it('a card fills in login and code, and anything else fills in nothing', () => {
  expect(cardIn('#login=tkk-1%26a&code=AB12-CD34-EF56')).toEqual({
    login: 'tkk-1&a',
    code: 'AB12-CD34-EF56',
  });
  for (const hash of ['', '#', '#login=siti', '#code=AB12', '#login=&code=', '#kartu']) {
    expect(cardIn(hash)).toBeNull();
  }
});
