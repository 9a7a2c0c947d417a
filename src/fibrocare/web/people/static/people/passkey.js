// Shows what needs a passkey only where the browser has passkeys, and says it in words when one did not work.
document.addEventListener('DOMContentLoaded', () => {
  const able = Boolean(window.PublicKeyCredential)
  document.querySelectorAll('[data-needs-passkey]').forEach(it => { it.hidden = !able })
  document.querySelectorAll('[data-without-passkey]').forEach(it => { it.hidden = able })
})

document.addEventListener('allauth.error', event => {
  const said = document.getElementById('passkey_failed')
  if (!said) return
  event.preventDefault()
  said.hidden = false
  said.focus()
})
