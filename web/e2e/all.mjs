// One process, one browser and one house for all of them: starting those takes longer than most tests.
import './import.test.mjs';
import './records.test.mjs';
import './unsaved.test.mjs';
import './lists.test.mjs';
import './access.test.mjs';
import './review.test.mjs';
import './audit.test.mjs';
import './sight.test.mjs';
import './session.test.mjs';
import './people.test.mjs';
import './setup.test.mjs';
import './accessibility.test.mjs';
import './lines.test.mjs';
