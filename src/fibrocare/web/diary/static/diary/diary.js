// The diary's form: what is saved is kept on this device first, then sent; without a network it waits.
const form = document.querySelector('form[data-diary]')
const device = document.querySelector('[data-device]')

const two = number => String(Math.floor(Math.abs(number))).padStart(2, '0')

// The person's own clock with its offset, such as 2026-11-23T21:05:09-06:00.
function clock(now) {
  const offset = -now.getTimezoneOffset()
  const local = new Date(now.getTime() + offset * 60000).toISOString().slice(0, 19)
  return `${local}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`
}

// Whose diary this page is. The empty page knows it only from the one who opened a diary here and is not signed out.
async function whose() {
  if (!('shell' in form.dataset)) return { who: form.elements.writer.value, patient: form.dataset.patient }
  const owner = await diary.owner()
  const asked = location.pathname.split('/')[2]
  if (!owner || (asked !== 'offline' && !owner.patients.includes(asked))) return null
  if (owner.theme) document.documentElement.dataset.theme = owner.theme
  return { who: owner.who, patient: asked === 'offline' ? owner.patients[0] : asked }
}

function written({ who, patient }) {
  const now = new Date(), id = crypto.randomUUID()
  const stamp = { id, writer: who, at: clock(now), zone: Intl.DateTimeFormat().resolvedOptions().timeZone }
  const fields = [...new FormData(form)].filter(([name, value]) => name !== 'csrfmiddlewaretoken' && !(name in stamp) && value !== '')
  const address = 'shell' in form.dataset ? `/diary/${patient}/` : form.action
  return { id, writer: who, at: now.toISOString(), address, fields: [...fields, ...Object.entries(stamp)] }
}

const say = (name, shown) => { device.querySelector(`[data-say=${name}]`).hidden = !shown }

function refused(entry) {
  const line = device.querySelector('[data-refused-one]').content.cloneNode(true)
  const told = entry.fields.filter(([name]) => /^(nrs_|flare|notes|words)/.test(name))
  line.querySelector('[data-when]').textContent = new Date(entry.at).toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' })
  line.querySelector('[data-reason]').textContent = entry.reason === diary.GONE ? device.dataset.gone : entry.reason
  line.querySelector('[data-what]').textContent = told.map(([name, value]) => `${name.replace('nrs_', '')} ${value}`).join(', ')
  line.querySelector('button').addEventListener('click', async () => { await diary.drop(entry.id); await draw() })
  return line
}

// What waits on this device, in words.
async function draw({ signIn = false, kept = false } = {}) {
  const me = await whose(), entries = await diary.all()
  const own = entries.filter(entry => me && entry.writer === me.who)
  const waiting = own.filter(entry => !entry.reason), not = own.filter(entry => entry.reason)
  say('nobody', !me)
  say('kept', kept && !signIn)
  say('waiting', waiting.length && !signIn)
  say('sign_in', waiting.length && signIn)
  say('others', own.length < entries.length)
  device.querySelectorAll('[data-count]').forEach(it => { it.textContent = waiting.length })
  const next = me ? `/diary/${me.patient}/` : '/home/'
  device.querySelector('[data-sign-in]').search = `?next=${encodeURIComponent(next)}`
  const list = device.querySelector('[data-refused]')
  list.replaceChildren(...not.map(refused))
  list.hidden = !not.length
  device.hidden = Boolean(me) && !entries.length && !kept
  form.hidden = !me
}

// What went out from this page, and where it goes on after each entry.
const sent = {}

// Without a network nothing goes out.
async function send() {
  try {
    const said = await diary.send(form.dataset.session)
    Object.assign(sent, said.went)
    return said
  } catch {
    return { went: {}, offline: true }
  }
}

let busy = false
form?.addEventListener('submit', async event => {
  event.preventDefault()
  if (busy) return
  busy = true
  let me, entry
  try {
    me = await whose()
    entry = written(me)
    await diary.keep(entry)
  } catch {
    return form.submit()  // no place on this device: as without scripts
  }
  const slow = setTimeout(() => draw({ kept: true }), 2500)
  const { who, offline } = await send()
  clearTimeout(slow)
  const own = (await diary.all()).find(it => it.id === entry.id)
  if (!own) return location.assign(sent[entry.id] ?? `/diary/${me.patient}/`)
  if (own.reason && 'patient' in form.dataset) {
    // The clinic says what is wrong with it: the page with its errors says it best.
    await diary.drop(entry.id)
    form.elements.id.value = entry.id
    return form.submit()
  }
  form.reset()
  busy = false
  navigator.serviceWorker?.ready.then(worker => worker.sync?.register('diary')).catch(() => {})
  await draw({ kept: true, signIn: !offline && who === null })
  device.focus()
})

// A number that is chosen, pressed again, is left out.
let pressed = null
form?.addEventListener('pointerdown', event => {
  pressed = event.target.closest('label')?.querySelector('input[type=radio]:checked')
})
form?.addEventListener('keydown', () => { pressed = null })
form?.addEventListener('click', ({ target }) => {
  // The browser chooses it first; it is taken back after that.
  if (target === pressed) setTimeout(() => { target.checked = false })
})

async function start() {
  const me = await whose()
  if (!('shell' in form.dataset) && me) {
    const before = await diary.owner()
    const patients = new Set(before?.who === me.who ? [me.patient, ...before.patients] : [me.patient])
    await diary.remember({ who: me.who, patients: [...patients], theme: document.documentElement.dataset.theme })
  }
  const day = document.querySelector('[data-today]')
  if (day) day.textContent = new Date().toLocaleDateString(document.documentElement.lang, { weekday: 'long', month: 'long', day: 'numeric' }) + '.'
  if (form.dataset.worker) await navigator.serviceWorker?.register(form.dataset.worker, { scope: '/diary/' })
  await sendAndDraw()
}

// Whether nothing is being written.
const isEmpty = () => ![...new FormData(form)].some(([name, value]) => /^(nrs_|flare|notes|words)/.test(name) && value)

async function sendAndDraw() {
  const { went, who, offline } = await send()
  await draw({ signIn: !offline && who === null })
  goOn(went)
}

// What went out just now belongs into the list of this page; after a side effect come the signs that cannot wait.
function goOn(went) {
  const next = Object.values(went), lists = 'worker' in form.dataset || 'shell' in form.dataset
  if (next.length && lists && isEmpty()) location.assign(next.find(it => it.includes('/saved/')) ?? next[0])
}

if (form && device && self.indexedDB) {
  start().catch(() => {})  // no place on this device: the form works as without scripts
  addEventListener('online', sendAndDraw)
  navigator.serviceWorker?.addEventListener('message', async ({ data }) => { await draw(); goOn(data) })
  // A page that was left open overnight asks about the new day.
  const opened = new Date().toDateString()
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && opened !== new Date().toDateString() && !form.elements.day.value && isEmpty()) location.reload()
  })
}
