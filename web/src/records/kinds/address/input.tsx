export { LineInput as AddressInput } from '../parts/line-input';
