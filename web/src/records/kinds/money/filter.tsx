export { amountFilter as moneyFilter } from '../parts/amount-filter';
