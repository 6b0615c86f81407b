/** A span in milliseconds as a clock shows it: 1:05:09, or 4:30. */
export function timeLeft(span: number): string {
  const seconds = Math.max(0, Math.ceil(span / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
