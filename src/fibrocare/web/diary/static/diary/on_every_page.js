// On every page of a patient: what waits is sent. Before they sign out what is left is announced, and the page that works
// without a network is forgotten.
const { session, says, who } = document.currentScript.dataset

async function leave(form) {
  try {
    await diary.send(session).catch(() => {})
    const waiting = (await diary.all()).length
    if (waiting && !confirm(says.replace('%s', waiting))) return
    await diary.forget()
  } catch {
    // Nothing of a diary is on this device.
  }
  form.submit()
}

document.querySelectorAll('form[data-sign-out]').forEach(form => form.addEventListener('submit', event => {
  event.preventDefault()
  leave(form)
}))

// The diary's own page does this itself, and says so.
if (!document.querySelector('form[data-diary]')) diary.disown(who).then(() => diary.send(session)).catch(() => {})
