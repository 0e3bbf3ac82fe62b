// Every page works without this; it only makes the components smoother.
import { initAll, Radios } from './nhsuk/nhsuk-frontend.min.js'
import { listenForKeys } from './keys.js'

document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')

// A radio button has no expanded state in ARIA: what it reveals follows it, and it controls it.
const sync = Radios.prototype.syncConditionalRevealWithInputState
Radios.prototype.syncConditionalRevealWithInputState = function ($input) {
  sync.call(this, $input)
  $input.removeAttribute('aria-expanded')
}

initAll()

const list = document.querySelector('[data-keys-list]')
const hint = document.querySelector('[data-keys-hint]')
if (list && hint) listenForKeys(list, hint)
