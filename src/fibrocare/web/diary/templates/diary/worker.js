{% load static %}// The diary's worker: an empty form when there is no network, and the way out for what waits (decision 0022).
importScripts('{% static "diary/queue.js" %}')

const KEPT = 'diary-{{ version }}'
const SHELL = '{% url "diary_offline" %}'
const FILES = ['{% static "ui/ui.css" %}', '{% static "ui/icon.svg" %}', '{% static "diary/queue.js" %}', '{% static "diary/diary.js" %}']

// The page is asked for as a stranger would: it holds nothing of anybody.
const asked = address => new Request(address, { credentials: 'omit', cache: 'reload' })

addEventListener('install', event => {
  skipWaiting()
  event.waitUntil(caches.open(KEPT).then(kept => kept.addAll([SHELL, ...FILES].map(asked))))
})

addEventListener('activate', event => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith('diary-') && name !== KEPT) await caches.delete(name)
  await clients.claim()
})()))

addEventListener('fetch', event => {
  const { request } = event, address = new URL(request.url)
  if (request.method !== 'GET' || address.origin !== location.origin) return
  const file = request.mode === 'navigate' ? SHELL : FILES.find(it => it === address.pathname)
  if (file) event.respondWith(fetch(request).catch(() => caches.match(file)))
})

// What the worker sent is gone from the device before an open page looks: it is told, or its list would lack it.
async function sendAndTell() {
  const { went } = await diary.send('{% url "diary_session" %}')
  for (const page of await clients.matchAll({ type: 'window' })) page.postMessage(went)
}

addEventListener('sync', event => {
  if (event.tag === 'diary') event.waitUntil(sendAndTell())
})
