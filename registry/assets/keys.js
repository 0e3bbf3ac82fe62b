// j and k move through the cases of a list, o opens one. Without this the same links are there.
// One button turns the keys off for good on this machine: single letters get in some people's way.
const KEPT = 'keys-off'
const STEPS = { j: 1, k: -1 }

const isOff = () => {
  try {
    return localStorage.getItem(KEPT) === 'yes'
  } catch {
    return false
  }
}

const turn = (off) => {
  try {
    localStorage.setItem(KEPT, off ? 'yes' : 'no')
  } catch {
    // Nothing may be kept here: the keys stay as they are.
  }
}

const isTyping = (target) => target.closest('input, select, textarea, [contenteditable]') !== null

export function listenForKeys (list, hint) {
  const links = [...list.querySelectorAll('[data-keys-item]')]
  const button = hint.querySelector('button')
  const told = hint.querySelector('[data-keys-told]')
  const show = () => {
    told.hidden = isOff()
    button.textContent = isOff() ? button.dataset.on : button.dataset.off
  }

  button.addEventListener('click', () => {
    turn(!isOff())
    show()
  })
  document.addEventListener('keydown', (event) => {
    if (isOff() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    const at = links.indexOf(document.activeElement)
    if (event.key in STEPS) {
      const next = at < 0 ? 0 : at + STEPS[event.key]
      links[Math.max(0, Math.min(next, links.length - 1))]?.focus()
    } else if (event.key === 'o' && at >= 0) {
      links[at].click()
    } else {
      return
    }
    event.preventDefault()
  })
  show()
  hint.hidden = false
}
