// What waits on this device to be sent. An entry stays here until the clinic has it, and only who wrote it sends it.
// The page and the worker share this file.
self.diary = (() => {
  // The diary, or the entry that was to be changed, is no longer there for this person.
  const GONE = 'gone'
  const open = () => new Promise((done, failed) => {
    const asked = indexedDB.open('diary', 1)
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('entries', { keyPath: 'id' })
      asked.result.createObjectStore('owner')
    }
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => failed(asked.error)
  })

  async function within(store, act) {
    const base = await open()
    return new Promise((done, failed) => {
      const step = base.transaction(store, 'readwrite', { durability: 'strict' })
      const asked = act(step.objectStore(store))
      step.oncomplete = () => { base.close(); done(asked.result) }
      step.onabort = () => { base.close(); failed(step.error) }
    })
  }

  const all = () => within('entries', store => store.getAll())
  const keep = entry => within('entries', store => store.put(entry))
  const drop = id => within('entries', store => store.delete(id))
  const owner = () => within('owner', store => store.get('me'))
  const remember = who => within('owner', store => store.put(who, 'me'))
  const soon = () => AbortSignal.timeout(15000)

  // Sends what waits, the oldest first, and never twice at once from pages and worker. Says who is signed in and where the
  // page goes on after which entry.
  const send = session => navigator.locks.request('diary', () => sendNow(session))

  async function sendNow(session) {
    const waiting = (await all()).filter(entry => !entry.reason).sort((one, other) => one.at < other.at ? -1 : 1)
    if (!waiting.length) return { went: {} }
    const { who, token } = await (await fetch(session, { cache: 'no-store', signal: soon() })).json()
    const went = {}
    for (const entry of waiting.filter(it => it.writer === who)) {
      let answer
      try {
        answer = await post(entry, token)
      } catch {
        return { who, went, offline: true }
      }
      const said = answer.headers.get('Content-Type') === 'application/json' ? await answer.json() : {}
      if (said.next) {
        await drop(entry.id)
        went[entry.id] = said.next
      } else if (said.reason || answer.status === 404) {
        await keep({ ...entry, reason: said.reason ?? GONE })
      }
    }
    return { who, went }
  }

  const post = (entry, token) => fetch(entry.address, {
    method: 'POST', body: new URLSearchParams(entry.fields), redirect: 'manual', signal: soon(),
    headers: { Accept: 'application/json', 'X-CSRFToken': token },
  })

  // Somebody else signed in: without a network this device writes for nobody until they open their own diary.
  async function disown(who) {
    if ((await owner())?.who !== who) await within('owner', store => store.clear())
  }

  // At sign-out nothing stays but what is not sent yet.
  async function forget() {
    await within('owner', store => store.clear())
    for (const name of await caches.keys()) if (name.startsWith('diary-')) await caches.delete(name)
    const worker = await navigator.serviceWorker.getRegistration('/diary/')
    if (worker) await worker.unregister()
  }

  return { GONE, all, keep, drop, owner, remember, send, disown, forget }
})()
