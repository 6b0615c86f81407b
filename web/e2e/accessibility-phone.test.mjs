// See accessibility.mjs. Desk and phone are files of their own, because files run at the same time.
import { testOverlays, testPages } from './accessibility.mjs';
import { PHONE } from './support.mjs';

const options = { ...PHONE, reducedMotion: 'reduce' };
testPages('on a phone', options);
testOverlays('on a phone', options);
