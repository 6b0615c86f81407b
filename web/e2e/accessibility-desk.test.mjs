// See accessibility.mjs. Desk and phone are files of their own, because files run at the same time.
import { testOverlays, testPages } from './accessibility.mjs';
import { DESK } from './support.mjs';

const options = { ...DESK, reducedMotion: 'reduce' };
testPages('on a desk', options);
testOverlays('on a desk', options);
