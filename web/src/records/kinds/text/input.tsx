export { LineInput as TextInput } from '../parts/line-input';
