// The console as it is, with the amounts of the quote worked out before they are saved.
import { scaled, unscaled } from '@/format/exact';
import { isMoney } from '@/records/controller/values';
import { derivations } from '@/records/overrides';

derivations['quote.lines'] = ({ quantity, price, discount }) => {
  const count = scaled(String(quantity ?? ''), 3);
  const cents = isMoney(price) ? scaled(price.amount, 2) : null;
  const off = scaled(String(discount ?? '0'), 2);
  if (count === null || cents === null || off === null) return { amount: null };
  const exact = count * cents * (10_000n - off);
  const half = exact < 0n ? -5_000_000n : 5_000_000n;
  return { amount: { amount: unscaled((exact + half) / 10_000_000n, 2), currency: 'CNY' } };
};
await import('../../src/main');
